# Makes a page of the manual out of what `PROGRAM --help` prints: awk -v name=PROGRAM -v version=V
# -v date=DATE -f manual.awk HELP… The first line of the first help says what the program is; the
# helps after it are of its commands, each in a file named by the command.

function escaped(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  sub(/^[.']/, "\\\\\\&&", text)
  return text
}
function ends() { if (literal) print ".EE"; literal = 0 }
function heading(kind, text) { ends(); print kind " " escaped(text); part = text; fresh = 1 }

FNR == 1 {
  sub(/^OVERVIEW: /, "")
  if (NR == 1) {
    printf ".TH %s 1 \"%s\" \"Kring %s\" \"Kring\"\n.SH NAME\n", toupper(name), date, version
    what = $0
    sub("^" name " ", "", what)
    sub(/\.$/, "", what)
    print name " \\- " escaped(tolower(substr(what, 1, 1)) substr(what, 2))
    part = "DESCRIPTION"
  } else {
    command = FILENAME
    sub(/.*\//, "", command)
    heading(".SH", "THE COMMAND " toupper(command))
    print escaped($0)
  }
  level = NR == 1 ? ".SH" : ".SS"
  fresh = 1
  next
}
/^  See '/ { next }
/^$/ { ends(); if (!fresh) print ".PP"; fresh = 1; next }
/^[A-Z][A-Z ]+(:| \(.*\))?$/ { sub(/:$/, ""); heading(level, $0); next }
/^USAGE: / { sub(/^USAGE: /, ""); heading(level, "USAGE"); print escaped($0); fresh = 0; next }
/^[^ ]/ {
  if (part == "DESCRIPTION") heading(level, part)
  part = part == "DESCRIPTION" ? "" : part
  print escaped($0)
  fresh = 0
  next
}
# A flag, a code or a command, and what it means: two blanks between, or on the lines below.
/^  [^ ]/ && part !~ /EXAMPLE|USAGE/ {
  sub(/^  /, "")
  meaning = ""
  if (match($0, /  +/)) {
    meaning = substr($0, RSTART + RLENGTH)
    $0 = substr($0, 1, RSTART - 1)
  } else if (part == "OPTIONS" && match($0, /^-[^ ]+ <[^>]*> /)) {
    meaning = substr($0, RLENGTH + 1) # so long that one blank is left
    $0 = substr($0, 1, RLENGTH - 1)
  }
  print ".TP\n\\fB" escaped($0) "\\fR"
  if (meaning != "") print escaped(meaning)
  fresh = 0
  next
}
part ~ /EXAMPLE|USAGE/ { if (!literal) print ".EX"; literal = 1; print escaped($0); fresh = 0; next }
{ sub(/^ +/, ""); print escaped($0); fresh = 0 }
END { ends() }
