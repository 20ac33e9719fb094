package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"

	"github.com/anishathalye/porcupine"
)

// history is a history by key, ready to be judged.
type history struct {
	operations map[key][]porcupine.Operation
	keys       []key
	attempts   int
	// unknown counts the attempts whose outcome the client does not know.
	unknown int
	reads   int
}

// line is one line of the file, a "pay" or a "read".
type line struct {
	Op      string       `json:"op"`
	Client  int          `json:"client"`
	ID      string       `json:"id"`
	Key     key          `json:"key"`
	Call    *int64       `json:"call"`
	Return  *int64       `json:"return"`
	Status  *int         `json:"status"`
	Receipt *receiptLine `json:"receipt"`
	Entries []entry      `json:"entries"`
}

type receiptLine struct {
	ID      uint64 `json:"id"`
	Attempt string `json:"attempt"`
}

// entry is one entry of the ledger: [id, key, attempt].
type entry struct {
	receipt
	key key
}

func (e *entry) UnmarshalJSON(text []byte) error {
	if e.readPlain(text) {
		return nil
	}
	var of, attempt *string
	members := []interface{}{&e.id, &of, &attempt}
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	if len(members) != 3 || of == nil {
		return fmt.Errorf("the ledger holds a payment that is not of this history: %s", text)
	}
	e.key = key(*of)
	if attempt != nil {
		e.attempt = *attempt
	}
	return nil
}

// readPlain reads an entry as `send` writes it. A long history has millions of them, and most of the time of a verdict
// would go into reading them in all their possible forms.
func (e *entry) readPlain(text []byte) bool {
	members := bytes.Split(text, []byte{','})
	if len(members) != 3 || bytes.IndexByte(text, '\\') >= 0 {
		return false
	}
	id, err := strconv.ParseUint(string(bytes.TrimPrefix(members[0], []byte{'['})), 10, 64)
	of, isText := plainText(members[1])
	attempt, isTextToo := plainText(bytes.TrimSuffix(members[2], []byte{']'}))
	if err != nil || !isText || !isTextToo {
		return false
	}
	e.key, e.receipt = key(of), receipt{id, attempt}
	return true
}

func plainText(text []byte) (string, bool) {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' || bytes.IndexByte(text[1:len(text)-1], '"') >= 0 {
		return "", false
	}
	return string(text[1 : len(text)-1]), true
}

// readHistory reads the lines, checks that they can be judged, and sorts them by key.
func readHistory(file io.Reader) (*history, error) {
	pays, reads, err := readLines(file)
	if err != nil {
		return nil, err
	}
	if len(pays) == 0 {
		return nil, errors.New("there is no payment in this history")
	}
	if !readsAfter(pays, reads) {
		return nil, errors.New("there is no read that was called after the last answer: what came after it is not known")
	}
	result := &history{operations: map[key][]porcupine.Operation{}, attempts: len(pays), reads: len(reads)}
	for _, pay := range pays {
		result.operations[pay.Key] = nil
	}
	executed, err := executedAttempts(pays, reads, result.operations)
	if err != nil {
		return nil, err
	}
	for _, pay := range pays {
		result.add(pay, executed)
	}
	result.project(reads)
	for one := range result.operations {
		result.keys = append(result.keys, one)
	}
	sort.Slice(result.keys, func(a, b int) bool { return result.keys[a] < result.keys[b] })
	return result, nil
}

func readLines(file io.Reader) (pays, reads []line, err error) {
	lines := bufio.NewScanner(file)
	// A read holds the whole ledger.
	lines.Buffer(nil, 64<<20)
	for number := 1; lines.Scan(); number++ {
		var one line
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", number, err)
		}
		if one.Call == nil {
			return nil, nil, fmt.Errorf("line %d has no call", number)
		}
		switch {
		case one.Op == "pay" && one.ID != "" && one.Key != "":
			if answered(one) && one.Receipt == nil {
				return nil, nil, fmt.Errorf("line %d: a payment was acknowledged without a receipt", number)
			}
			pays = append(pays, one)
		case one.Op == "read" && one.Return != nil:
			reads = append(reads, one)
		default:
			return nil, nil, fmt.Errorf("line %d is neither a payment nor a read", number)
		}
	}
	return pays, reads, lines.Err()
}

// answered says whether the client was told that the payment was made.
func answered(pay line) bool {
	return pay.Return != nil && pay.Status != nil && (*pay.Status == 200 || *pay.Status == 208)
}

// effectless says whether the client was told that the attempt was not executed.
func effectless(pay line) bool {
	return pay.Return != nil && pay.Status != nil && (*pay.Status == 503 || (*pay.Status >= 400 && *pay.Status < 500))
}

// readsAfter says whether the ledger was read after the last answer.
func readsAfter(pays, reads []line) bool {
	last := int64(math.MinInt64)
	for _, pay := range pays {
		last = max(last, *pay.Call)
		if pay.Return != nil {
			last = max(last, *pay.Return)
		}
	}
	for _, read := range reads {
		if *read.Call > last {
			return true
		}
	}
	return false
}

// executedAttempts finds the attempts that a read or a receipt names: they were executed, whether or not their own
// client was told.
func executedAttempts(pays, reads []line, known map[key][]porcupine.Operation) (map[string]receipt, error) {
	executed := map[string]receipt{}
	for _, pay := range pays {
		if answered(pay) {
			executed[pay.Receipt.Attempt] = receipt{pay.Receipt.ID, pay.Receipt.Attempt}
		}
	}
	for _, read := range reads {
		for _, entry := range read.Entries {
			if _, mine := known[entry.key]; !mine {
				return nil, fmt.Errorf("the ledger holds a key that nobody sent: %s; a history starts on an empty ledger", entry.key)
			}
			executed[entry.attempt] = entry.receipt
		}
	}
	return executed, nil
}

// add puts an attempt among the operations of its key, unless it had no effect, or none that anybody could see.
func (h *history) add(one line, executed map[string]receipt) {
	operation := porcupine.Operation{ClientId: one.Client, Call: *one.Call}
	switch {
	case effectless(one):
		return
	case answered(one):
		told := receipt{one.Receipt.ID, one.Receipt.Attempt}
		operation.Input = pay{attempt: one.ID, status: *one.Status, receipt: told}
		operation.Return = *one.Return
	default:
		h.unknown++
		told, was := executed[one.ID]
		if !was {
			return
		}
		// It may take effect at any time, also long after the client has given it up.
		operation.Input = pay{attempt: one.ID, receipt: told}
		operation.Return = math.MaxInt64
	}
	h.operations[one.Key] = append(h.operations[one.Key], operation)
}

func max(a, b int64) int64 {
	if a > b {
		return a
	}
	return b
}

// project gives every key its part of every read.
func (h *history) project(reads []line) {
	// Its row of the picture is below those of all clients.
	reader := 0
	for one := range h.operations {
		for _, operation := range h.operations[one] {
			if operation.ClientId >= reader {
				reader = operation.ClientId + 1
			}
		}
	}
	for key, sightings := range sightingsOf(reads, h.operations) {
		for _, seen := range withoutRepeats(sightings) {
			h.operations[key] = append(h.operations[key], porcupine.Operation{
				ClientId: reader, Input: read{seen.rows}, Call: seen.call, Return: seen.end,
			})
		}
	}
}

// sighting is what one read saw of one key.
type sighting struct {
	rows      []receipt
	call, end int64
}

// sightingsOf sorts the reads by key, the earliest first.
func sightingsOf(reads []line, keys map[key][]porcupine.Operation) map[key][]sighting {
	sort.SliceStable(reads, func(a, b int) bool { return *reads[a].Call < *reads[b].Call })
	sightings := make(map[key][]sighting, len(keys))
	for key := range keys {
		sightings[key] = make([]sighting, len(reads))
	}
	for at, one := range reads {
		for _, all := range sightings {
			all[at].call, all[at].end = *one.Call, *one.Return
		}
		for _, entry := range one.Entries {
			seen := &sightings[entry.key][at]
			seen.rows = append(seen.rows, entry.receipt)
		}
	}
	return sightings
}

// withoutRepeats leaves out sightings that saw what a look before them and a look after them saw, neither of them at the
// same time: a key never becomes what it was before, so that it was the same in between, too. A long history has
// hundreds of sightings at each of its keys, and most are of this kind.
func withoutRepeats(sightings []sighting) []sighting {
	kept := sightings[:0:0]
	for from := 0; from < len(sightings); {
		to := from + 1
		for to < len(sightings) && sameRows(sightings[from].rows, sightings[to].rows) {
			to++
		}
		first, last := sightings[from], sightings[to-1]
		for at, one := range sightings[from:to] {
			isBetween := at > 0 && first.end <= one.call && one.end <= last.call
			if !isBetween {
				kept = append(kept, one)
			}
		}
		from = to
	}
	return kept
}

func sameRows(a, b []receipt) bool {
	if len(a) != len(b) {
		return false
	}
	for at := range a {
		if a[at] != b[at] {
			return false
		}
	}
	return true
}
