# The suites of `./kring test`: how each is run, counted and told. Part of the script `kring`, which
# has the functions that are not here, and sets the names in lower case that are read here.
# shellcheck shell=sh

# Runs the Swift tests that the options choose, and counts by the report that this leaves.
swift_tests() {
  code=0
  step 1200 swift test --skip-build --disable-xctest --quiet \
    --xunit-output "$results/report.xml" "$@" || code=$?
  cat "$results"/report*.xml 2>/dev/null | awk '
    /<testcase/ { ran++; open = 1 }
    /<failure|<skipped/ { failed += open; open = 0 }
    END { printf "%d passed, %d failed\n", ran - failed, failed }'
  rm -f "$results"/report*.xml
  return "$code"
}

suite_tidy() {
  code=0
  step 300 swift format lint --strict --parallel --recursive Package.swift Sources Tests || code=1
  lint=$code
  echo "$((1 - lint)) passed, $lint failed"
  swift_tests --filter '^TidyTests\.' && return "$lint"
}

# Two files at a time: by itself node leaves one of two cores idle.
suite_javascript() { step 600 node --test --test-concurrency=2 --test-reporter=spec Tests/WebTests; }

# What checks the page's scripts, and that it finds what it is for.
suite_page() { step 300 "$python" -m pytest -q -p no:cacheprovider Tests/page; }

suite_swift() { swift_tests --skip '^(TidyTests|AnonymityTests)\.'; }

# By itself: it computes for minutes, and others would wait for it with their sockets open.
suite_anonymity() { swift_tests --filter '^AnonymityTests\.'; }

# The cases of Autobahn; `./kring conformance` plays them with a program built for use.
suite_conformance() { step 300 "$python" Tests/conformance/run.py; }

# 2,000 seeds of one server and of three that share a database, each kind of fault must have happened
# among them, and three years of a group.
suite_simulation() {
  echo 'counted: seeds'
  step 1200 "$KRING_PROGRAMS/kring-simulate" --seeds 2000 &&
    step 1200 "$KRING_PROGRAMS/kring-simulate" --nodes 3 --seeds 2000 &&
    step 300 "$KRING_PROGRAMS/kring-simulate" --years 3
}

suite_cli() { step 1200 "$python" Tests/cli/run.py; }

suite_crash() { step 600 "$python" Tests/crash/run.py; }

# A few attacks, for refusals and for a session that goes on; times are for `./kring siege`.
suite_siege() {
  if step 120 "$KRING_PROGRAMS/kring-load" siege --untimed --seconds 3 --sockets 1000 \
    --attack 'half-open, one' --attack 'wrong key' --attack 'commands' --attack 'without the key'
  then echo '1 passed, 0 failed'; else echo '0 passed, 1 failed' && return 1; fi
}

suite_fuzz() { step 900 python3 Tests/fuzz/run.py; }

suite_deploy() { step 1800 "$python" Tests/deploy/run.py; }

# Each file is played by one of two processes, with servers, browsers and a page of its own.
suite_browser() {
  step 1500 "$python" -m pytest -q -p no:cacheprovider -n 2 --dist loadfile Tests/browser
}

# Checks the vectors and what other suites sent; what was never sent is known only after all.
suite_protocol() {
  all='' code=0
  [ "$chosen" != "$suites" ] || all=--complete
  step 300 "$python" -m pytest -q -p no:cacheprovider Tests/protocol || code=$?
  echo 'counted: vectors'
  step 900 "$python" Tests/protocol/validate.py $all "$KRING_TRAFFIC" && return "$code"
}

# The lines of a suite's log that say what failed, as each runner writes them: Swift, node, pytest
# and ours. Without such a line the end of the log.
failures() {
  echo "what failed in the suite $1:"
  grep -aE '✘|✖|FAILED|^E  |error: ' "$results/$1.log" | head -n 30 | grep . ||
    tail -n 20 "$results/$1.log"
}

row() { printf '%-11s %6s %6s %8s %8s  %s\n' "$@" >>"$results/table"; }

# Runs one suite and adds its line to the table.
run_suite() {
  say "suite $1"
  began=$(date +%s)
  mkfifo "$results/pipe"
  # Only the last line of all gives a sum.
  tee "$results/$1.log" <"$results/pipe" |
    sed -u '/^[0-9]* passed, [0-9]* failed$/d; /^counted: [a-z]*$/d' &
  shown=$!
  suite_code=0
  "suite_$1" >"$results/pipe" 2>&1 || suite_code=$?
  wait "$shown"
  rm "$results/pipe"
  # Our tools end with «N passed, N failed», node with one line for each. They count written tests,
  # or what «counted: …» before them says: seeds of the simulator, or lines, vectors and messages
  # that were held against the schemas.
  awk 'BEGIN { kind = "tests" }
    /^counted: [a-z]+$/ { kind = $2 }
    /^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3; count[kind] += $1 + $3 }
    /^[^ ]+ pass [0-9]+$/ { passed += $3; count[kind] += $3 }
    /^[^ ]+ (fail|cancelled|skipped|todo) [0-9]+$/ { failed += $3; count[kind] += $3 }
    END { print passed + 0, failed + 0, count["tests"] + 0, count["seeds"] + 0, count["vectors"] + 0
    }' "$results/$1.log" >"$results/count"
  read -r passed failed tests seeds vectors <"$results/count"
  # A crash, a timeout and a suite without tests are failures too.
  [ "$failed" != 0 ] || { [ "$suite_code" = 0 ] && [ "$passed" != 0 ]; } || failed=1
  result=passed
  [ "$failed" = 0 ] || result=FAILED
  [ "$failed" = 0 ] || failures "$1" >>"$results/failures"
  say "suite $1: $((passed + failed)) tests, $failed failed"
  took=$(($(date +%s) - began))
  row "$1" "$tests" "$seeds" "$vectors" "$took" $result
  all_tests=$((all_tests + tests)) all_seeds=$((all_seeds + seeds))
  all_vectors=$((all_vectors + vectors)) all_seconds=$((all_seconds + took))
  all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed))
}

run_tests() {
  for suite; do
    case " $suites " in
      *" $suite "*) ;;
      *) stop 2 "there is no suite '$suite'; there are: $suites" ;;
    esac
  done
  chosen=
  for suite in $suites; do # always in this order: the last looks at what the others sent
    case " ${*:-$suites} " in *" $suite "*) chosen="${chosen:+$chosen }$suite" ;; esac
  done
  cd "$root"
  rm -rf "$results" .build-traffic .build-screenshots # nothing left by an earlier run may count
  mkdir -p "$results" .build-traffic .build-screenshots
  export KRING_TRAFFIC="$root/.build-traffic" KRING_PROGRAMS="$root/.build/debug"
  export SWIFT_BACKTRACE=enable=no # a crash must end at once
  all_passed=0 all_failed=0 all_tests=0 all_seeds=0 all_vectors=0 all_seconds=0
  # shellcheck disable=SC2086 # a list of words
  if prepare $chosen; then
    row suite tests seeds vectors seconds result
    for suite in $chosen; do run_suite "$suite"; done
    result=passed
    [ "$all_failed" = 0 ] || result=FAILED
    row together "$all_tests" "$all_seeds" "$all_vectors" "$all_seconds" "$result"
    [ ! -s "$results/failures" ] || { echo && cat "$results/failures"; }
    echo && cat "$results/table"
  else
    say 'the build failed, so no test ran'
    all_failed=1
  fi
  printf '\n%s passed, %s failed\n' "$all_passed" "$all_failed"
  [ "$all_failed" = 0 ]
}
