// KringServerTests
