// KringTestSupport
