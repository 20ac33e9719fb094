package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// paid is an attempt of key K with an answer: 200 or 208, with the receipt of an attempt.
func paid(attempt, call, back, status int, receipt string) string {
	return fmt.Sprintf(`{"op":"pay","client":0,"id":"run-aaaa/1/%d","key":"K","call":%d,"return":%d,"status":%d,"receipt":%s}`,
		attempt, call, back, status, receipt)
}

// silent is an attempt of key K without an answer.
func silent(attempt, call int) string {
	return fmt.Sprintf(`{"op":"pay","client":0,"id":"run-aaaa/1/%d","key":"K","call":%d,"return":null,"status":null,"receipt":null}`,
		attempt, call)
}

func look(call, back int, entries ...string) string {
	return fmt.Sprintf(`{"op":"read","call":%d,"return":%d,"entries":[%s]}`, call, back, strings.Join(entries, ","))
}

// receiptOf and row are the receipt and the ledger's entry number id, made by an attempt.
func receiptOf(id, attempt int) string {
	return fmt.Sprintf(`{"id":%d,"attempt":"run-aaaa/1/%d"}`, id, attempt)
}
func row(id, attempt int) string { return fmt.Sprintf(`[%d,"K","run-aaaa/1/%d"]`, id, attempt) }

// verdict judges the lines of a history; the folder is where a picture may be.
func verdict(t *testing.T, lines ...string) (code int, said, complained, picture string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	code = judge(path, &out, &complaints)
	return code, out.String(), complaints.String(), strings.TrimSuffix(path, ".jsonl") + ".html"
}

func TestAHistoryOfABankThatPaysOnceIsAccepted(t *testing.T) {
	for name, lines := range map[string][]string{
		"answered": {
			look(0, 1),
			paid(1, 2, 5, 200, receiptOf(7, 1)),
			look(10, 11, row(7, 1)),
		},
		"the answer was lost, the repeat is told": {
			silent(1, 0),
			paid(2, 10, 15, 208, receiptOf(7, 1)),
			look(20, 21, row(7, 1)),
		},
		"the request was lost": {
			silent(1, 0),
			paid(2, 10, 15, 200, receiptOf(7, 2)),
			look(20, 21, row(7, 2)),
		},
		"given up and executed long afterwards": {
			silent(1, 0),
			look(10, 11),
			look(20, 21, row(7, 1)),
		},
		"never executed": {silent(1, 0), look(10, 11)},
		"not now, and later": {
			`{"op":"pay","client":0,"id":"run-aaaa/1/1","key":"K","call":0,"return":4,"status":503,"receipt":null}`,
			paid(2, 5, 9, 200, receiptOf(7, 2)),
			look(20, 21, row(7, 2)),
		},
		"an internal error that was a payment": {
			`{"op":"pay","client":0,"id":"run-aaaa/1/1","key":"K","call":0,"return":4,"status":500,"receipt":null}`,
			paid(2, 5, 9, 208, receiptOf(7, 1)),
			look(20, 21, row(7, 1)),
		},
	} {
		if code, said, complained, _ := verdict(t, lines...); code != accepted {
			t.Errorf("%s: %d %s%s", name, code, said, complained)
		}
	}
}

func TestEveryWrongBankIsRejectedWithItsKeyAndAPicture(t *testing.T) {
	for name, lines := range map[string][]string{
		"paid twice, which only the reads see": {
			silent(1, 0),
			paid(2, 10, 15, 200, receiptOf(8, 2)),
			look(20, 21, row(7, 1), row(8, 2)),
		},
		"paid twice, one row taken away again": {
			paid(1, 0, 5, 200, receiptOf(7, 1)),
			paid(2, 10, 15, 200, receiptOf(8, 2)),
			look(20, 21, row(8, 2)),
		},
		"acknowledged and lost": {
			paid(1, 0, 5, 200, receiptOf(7, 1)),
			look(10, 11, row(7, 1)),
			look(20, 21),
		},
		"acknowledged before it was paid": {
			paid(1, 0, 5, 200, receiptOf(7, 1)),
			look(10, 11),
			look(20, 21, row(7, 1)),
		},
		"a repeat that is told another receipt": {
			paid(1, 0, 5, 200, receiptOf(7, 1)),
			paid(2, 10, 15, 208, receiptOf(8, 2)),
			look(20, 21, row(7, 1)),
		},
		"a repeat of what was never paid": {
			paid(1, 0, 5, 208, receiptOf(7, 1)),
			look(20, 21),
		},
	} {
		code, said, complained, picture := verdict(t, lines...)
		if code != rejected || !strings.Contains(said, "rejected: K\n") {
			t.Errorf("%s: %d %s%s", name, code, said, complained)
		}
		if page, err := os.ReadFile(picture); err != nil || !bytes.Contains(page, []byte("run-aaaa/1/1")) {
			t.Errorf("%s: there is no picture: %v", name, err)
		}
	}
}

func TestWithoutTheReadsABankThatPaysTwicePasses(t *testing.T) {
	blind := []string{silent(1, 0), paid(2, 10, 15, 200, receiptOf(8, 2))}
	// Of all reads the checker insists on one: here of a ledger that hides the first payment.
	if code, said, complained, _ := verdict(t, append(blind, look(20, 21, row(8, 2)))...); code != accepted {
		t.Errorf("%d %s%s", code, said, complained)
	}
}

func TestWhatIsNoHistoryIsNeitherAcceptedNorRejected(t *testing.T) {
	for name, lines := range map[string][]string{
		"empty":                         {""},
		"no JSON":                       {"a line"},
		"no payment":                    {look(0, 1)},
		"no read":                       {paid(1, 0, 5, 200, receiptOf(7, 1))},
		"no read after the last answer": {paid(1, 0, 5, 200, receiptOf(7, 1)), look(4, 9, row(7, 1))},
		"another operation":             {`{"op":"clear","call":0,"return":1}`},
		"no receipt":                    {paid(1, 0, 5, 200, "null"), look(10, 11, row(7, 1))},
		"a ledger that was not empty":   {paid(1, 0, 5, 200, receiptOf(7, 1)), look(10, 11, `[1,"other",null]`)},
		"a payment without a key":       {paid(1, 0, 5, 200, receiptOf(7, 1)), look(10, 11, `[1,null,null]`)},
	} {
		if code, said, complained, _ := verdict(t, lines...); code != unusable || complained == "" {
			t.Errorf("%s: %d %s%s", name, code, said, complained)
		}
	}
	var out bytes.Buffer
	if code := judge(filepath.Join(t.TempDir(), "nowhere"), &out, &out); code != unusable {
		t.Errorf("no file: %d %s", code, out.String())
	}
}

func TestOnlyLooksBetweenTwoOthersThatSawTheSameAreLeftOut(t *testing.T) {
	nothing, one := []receipt(nil), []receipt{{7, "run-aaaa/1/1"}}
	all := []sighting{
		{nothing, 0, 1}, {nothing, 2, 3}, {nothing, 4, 5},
		// It overlaps with the first that sees the row, and the one before the last with the last.
		{one, 6, 9}, {one, 8, 10}, {one, 11, 12}, {one, 13, 16}, {one, 15, 17},
		{nothing, 18, 19}, {one, 20, 21},
	}
	var kept []int64
	for _, seen := range withoutRepeats(all) {
		kept = append(kept, seen.call)
	}
	if fmt.Sprint(kept) != "[0 4 6 8 13 15 18 20]" {
		t.Error(kept)
	}
}

func TestEntriesAreReadWhateverTheirForm(t *testing.T) {
	for text, expected := range map[string]entry{
		`[7,"K","run-aaaa/1/1"]`:     {receipt{7, "run-aaaa/1/1"}, "K"},
		`[7,"K",null]`:               {receipt{7, ""}, "K"},
		`[ 7, "K" , "run-aaaa/1/1"]`: {receipt{7, "run-aaaa/1/1"}, "K"},
		`[7,"a,\"b","c\u0064"]`:      {receipt{7, "cd"}, `a,"b`},
		`[7,"a,b","c"]`:              {receipt{7, "c"}, "a,b"},
	} {
		var one entry
		if err := one.UnmarshalJSON([]byte(text)); err != nil || one != expected {
			t.Errorf("%s: %v, %v", text, one, err)
		}
	}
	for _, text := range []string{`[7,null,"x"]`, `[7,"K"]`, `["7","K","x"]`} {
		if err := new(entry).UnmarshalJSON([]byte(text)); err == nil {
			t.Error(text)
		}
	}
}
