// KringCoreTests
