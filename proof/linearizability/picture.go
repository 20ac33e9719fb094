package main

import "github.com/anishathalye/porcupine"

// draw writes Porcupine's picture of the operations on one key.
func draw(operations []porcupine.Operation, path string) error {
	_, info := porcupine.CheckOperationsVerbose(bank, inFewRows(operations), 0)
	return porcupine.VisualizePath(bank, info, path)
}

// inFewRows numbers the clients anew: a picture has one row for each.
func inFewRows(operations []porcupine.Operation) []porcupine.Operation {
	shown := append([]porcupine.Operation(nil), operations...)
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
