// Package authoriser stands in for lk-jwt-service 0.8.0 in its standalone mode: it asks a homeserver who somebody is, and
// lets them into LiveKit. Contract: element-hq/lk-jwt-service, its README and its black-box tests. Simulated: Redis and
// the application service mode are missing.
package authoriser

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
)

type service struct {
	config
	homeservers
	leaves *leaves
}

// Main runs the service until it is ended.
func Main([]string) error {
	config, err := readConfig()
	if err != nil {
		return err
	}
	asked := config.homeservers()
	s := &service{config, asked, &leaves{config: config, homeservers: asked, jobs: map[place]chan signal{}}}
	mux := http.NewServeMux()
	mux.HandleFunc("/sfu/get", post(s.legacyToken))
	mux.HandleFunc("/get_token", post(s.token))
	mux.HandleFunc("/delegate_delayed_leave", post(s.delegate))
	mux.HandleFunc("/sfu_webhook", s.webhook)
	mux.HandleFunc("/healthz", health)
	log.Printf("stand-in for lk-jwt-service: listening on %s, LiveKit at %s, full access for %v", config.bind, config.url, config.fullAccess)
	return http.ListenAndServe(config.bind, mux)
}

// Healthcheck is the program that the image is asked with. With any bind address it asks at a wrong place, as the real one of 0.6.0.
func Healthcheck([]string) error {
	bind := os.Getenv("LIVEKIT_JWT_BIND")
	if bind == "" {
		bind = "8080"
	}
	answer, err := http.Get("http://localhost:" + bind + "/healthz")
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return err
}

func health(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// post is what all endpoints for browsers have in common.
func post(handle func(io.Reader) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Methods", "POST")
		w.Header().Set("Access-Control-Allow-Headers", "Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token")
		switch r.Method {
		case http.MethodOptions:
			return
		case http.MethodPost:
		default:
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		answer, err := handle(r.Body)
		if err != nil {
			problem := &failure{http.StatusInternalServerError, "M_UNKNOWN", "Internal Server Error"}
			errors.As(err, &problem)
			log.Printf("%s: %d %s", r.URL.Path, problem.status, problem)
			w.WriteHeader(problem.status)
			answer = map[string]string{"errcode": problem.code, "error": problem.message}
		}
		json.NewEncoder(w).Encode(answer)
	}
}
