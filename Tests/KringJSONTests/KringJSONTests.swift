// KringJSONTests
