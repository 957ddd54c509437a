// KringJournalTests
