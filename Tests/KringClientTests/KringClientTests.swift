// KringClientTests
