package main

import (
	"reflect"
	"sort"

	"github.com/anishathalye/porcupine"
)

// draw writes Porcupine's picture of the operations on one key.
func draw(operations []porcupine.Operation, path string) error {
	shown := withoutRepeats(operations)
	result, info := porcupine.CheckOperationsVerbose(bank, shown, 0)
	if result == porcupine.Ok {
		// What is left out was needed for the verdict.
		_, info = porcupine.CheckOperationsVerbose(bank, operations, 0)
	}
	return porcupine.VisualizePath(bank, info, path)
}

// withoutRepeats leaves out the reads that saw what the reads before and after them saw, of which a history has many,
// and numbers the clients that are left anew: a picture has one row for each.
func withoutRepeats(operations []porcupine.Operation) []porcupine.Operation {
	var reads, shown []porcupine.Operation
	for _, operation := range operations {
		if _, isRead := operation.Input.(read); isRead {
			reads = append(reads, operation)
		} else {
			shown = append(shown, operation)
		}
	}
	sort.Slice(reads, func(a, b int) bool { return reads[a].Call < reads[b].Call })
	sameAs := func(here, there int) bool {
		return there >= 0 && there < len(reads) && reflect.DeepEqual(reads[here].Input, reads[there].Input)
	}
	for here := range reads {
		if !sameAs(here, here-1) || !sameAs(here, here+1) {
			shown = append(shown, reads[here])
		}
	}
	rows := map[int]int{}
	for at := range shown {
		client := shown[at].ClientId
		if _, known := rows[client]; !known {
			rows[client] = len(rows)
		}
		shown[at].ClientId = rows[client]
	}
	return shown
}
