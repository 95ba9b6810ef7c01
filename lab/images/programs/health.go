package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
)

// health serves a health URL: 200 when well, else 500 with the reason, as Jicoco does.
func health(mux *http.ServeMux, path string, check func() (problem string)) {
	mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		problem := check()
		if os.Getenv("STAND_IN_FAULT") == "unhealthy" {
			problem = "this image is made to be never healthy"
		}
		if problem == "" {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusInternalServerError)
		json.NewEncoder(w).Encode(map[string]any{"success": false, "hardFailure": true, "message": problem})
	})
}

// listen serves until the process ends; a port that is taken is fatal.
func listen(address string, handler http.Handler) {
	log.Printf("listening on %s", address)
	log.Fatal(http.ListenAndServe(address, handler))
}

// reply answers with JSON.
func reply(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}
