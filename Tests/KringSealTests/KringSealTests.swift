// KringSealTests
