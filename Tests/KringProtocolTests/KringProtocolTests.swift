// KringProtocolTests
