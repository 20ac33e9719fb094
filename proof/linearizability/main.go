// Command linearizability judges a history that `exactly-once-lab send --history` has written: is there an order of
// its operations, each at some moment between its call and its return, in which a bank that pays every key once
// gives these very answers? Porcupine looks for that order, for each key by itself.
//
// The exit code is 0 for a history that is accepted, 1 for one that is rejected (a line `rejected: KEY` for each such
// key, and a picture of the first), and 2 for anything else: no history, no payment in it, or no read that was called
// after the last answer.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/anishathalye/porcupine"
)

const (
	accepted = 0
	rejected = 1
	unusable = 2
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: linearizability FILE")
		os.Exit(unusable)
	}
	os.Exit(judge(os.Args[1], os.Stdout, os.Stderr))
}

// judge reads the history at path, prints the verdict and returns the exit code.
func judge(path string, out, complaints io.Writer) int {
	file, err := os.Open(path)
	if err != nil {
		fmt.Fprintln(complaints, err)
		return unusable
	}
	defer file.Close()
	history, err := readHistory(file)
	if err != nil {
		fmt.Fprintf(complaints, "%s: %v\n", path, err)
		return unusable
	}
	var wrong []key
	for _, one := range history.keys {
		if !porcupine.CheckOperations(bank, history.operations[one]) {
			wrong = append(wrong, one)
		}
	}
	fmt.Fprintf(out, "%d attempts, %d without an answer, %d reads, %d keys\n",
		history.attempts, history.unknown, history.reads, len(history.keys))
	if len(wrong) == 0 {
		fmt.Fprintln(out, "accepted")
		return accepted
	}
	for _, one := range wrong {
		fmt.Fprintf(out, "rejected: %s\n", one)
	}
	picture := strings.TrimSuffix(path, ".jsonl") + ".html"
	if err := draw(history.operations[wrong[0]], picture); err != nil {
		fmt.Fprintln(complaints, err)
		return unusable
	}
	fmt.Fprintf(out, "picture: %s\n", picture)
	return rejected
}
