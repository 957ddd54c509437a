import Testing

@testable import kring_cli

/// What others wrote, on a terminal.
@Suite("What others wrote, on a terminal")
struct PlainTests {
  @Test("no line of a text can be taken for one of the program")
  func lines() {
    #expect(Plain.text("Ik zou wachten") == "Ik zou wachten")
    #expect(Plain.text("a\nThe meeting is closed.") == "a\n    | The meeting is closed.")
    #expect(Plain.text("a\u{2028}The chair: you.") == "a\n    | The chair: you.")
    #expect(Plain.line("Tell\n\n\tit\nThe chair: you.") == "Tell  it The chair: you.")
  }

  @Test("a terminal obeys nothing of it, and its direction ends with it")
  func signs() {
    #expect(Plain.text("a\u{1b}[2Jb\u{9b}31mc\u{7f}\r") == "a[2Jb31mc")
    #expect(Plain.line("Step\u{202e}eno\u{2066}x\u{2069}") == "Stepenox")
    #expect(Plain.text("שלום, 👩\u{200d}🎓") == "שלום, 👩\u{200d}🎓")
  }

  @Test("a member called as the program calls somebody else stands in quotes")
  func names() {
    #expect(Plain.name("Anna") == "Anna")
    #expect(Plain.name("You") == "\"You\"")
    #expect(Plain.name("nobody") == "\"nobody\"")
  }
}
