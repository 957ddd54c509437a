// KringMethodsTests
