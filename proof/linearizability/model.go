package main

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// key is an idempotency key.
type key string

// receipt tells one payment from another: the ledger's number, and the attempt that was executed.
type receipt struct {
	id      uint64
	attempt string
}

// state is what one key has come to: the receipt of its one row, or nil before it is paid.
type state = *receipt

// pay is an attempt to pay. A status of 0 means that the client does not know what became of it, and that some other
// operation shows that it was executed.
type pay struct {
	attempt string
	status  int
	receipt receipt
}

// read is a look at the ledger: the rows with the key, and there should be one at most.
type read struct {
	rows []receipt
}

// bank is the model: it pays a key once, and answers a repeat with the same receipt.
var bank = porcupine.Model{
	Init: func() interface{} { return state(nil) },
	Step: func(before, input, _ interface{}) (bool, interface{}) {
		return step(before.(state), input)
	},
	Equal:             func(a, b interface{}) bool { return same(a.(state), b.(state)) },
	DescribeOperation: func(input, _ interface{}) string { return describe(input) },
	DescribeState:     func(now interface{}) string { return describeState(now.(state)) },
}

// step says whether the operation can have this outcome in this state, and what the state is afterwards.
func step(before state, input interface{}) (bool, state) {
	switch operation := input.(type) {
	case pay:
		if operation.status == 208 {
			return same(before, &operation.receipt), before
		}
		// 200, or unknown to the client and executed all the same.
		return before == nil, &operation.receipt
	case read:
		switch len(operation.rows) {
		case 0:
			return before == nil, before
		case 1:
			return same(before, &operation.rows[0]), before
		}
	}
	return false, before
}

func same(a, b state) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func describe(input interface{}) string {
	switch operation := input.(type) {
	case pay:
		answer := fmt.Sprintf("%d, payment %d", operation.status, operation.receipt.id)
		if operation.status == 0 {
			answer = fmt.Sprintf("no answer, but payment %d", operation.receipt.id)
		}
		return fmt.Sprintf("pay %s: %s", operation.attempt, answer)
	case read:
		text := "ledger:"
		for _, row := range operation.rows {
			text += fmt.Sprintf(" payment %d of %s", row.id, row.attempt)
		}
		if len(operation.rows) == 0 {
			text += " nothing"
		}
		return text
	}
	return "?"
}

func describeState(now state) string {
	if now == nil {
		return "not paid"
	}
	return fmt.Sprintf("payment %d of %s", now.id, now.attempt)
}
