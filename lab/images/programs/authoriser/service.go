// Package authoriser stands in for lk-jwt-service 0.8.0 in its standalone mode: it asks a homeserver who somebody is, and
// lets them into LiveKit. Contract: element-hq/lk-jwt-service, its README and its black-box tests. Simulated: Redis and
// the application service mode are missing.
package authoriser

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
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

func (s *service) legacyToken(body io.Reader) (any, error) {
	var asked legacyRequest
	if err := decode(body, &asked); err != nil {
		return nil, err
	}
	wanted, err := asked.entry()
	if err != nil {
		return nil, err
	}
	return s.enter(wanted)
}

func (s *service) token(body io.Reader) (any, error) {
	var asked request
	if err := decode(body, &asked); err != nil {
		return nil, err
	}
	wanted, err := asked.entry()
	if err != nil {
		return nil, err
	}
	return s.enter(wanted)
}

// enter lets somebody into a room, which is opened for users with full access only.
func (s *service) enter(wanted entry) (any, error) {
	user, err := s.identified(wanted)
	if err != nil {
		return nil, err
	}
	full, identity := s.hasFullAccess(wanted.token.Server), wanted.identity(user)
	if wanted.wanted() {
		if !full {
			return nil, badJSON("only users with full access may hand over delayed events")
		}
		if err := s.resolvable(wanted.token.Server); err != nil {
			return nil, err
		}
	}
	if full {
		if err := s.openRoom(wanted.room); err != nil {
			log.Print(err)
			return nil, &failure{http.StatusInternalServerError, "M_UNKNOWN", "Unable to create room on SFU"}
		}
		if wanted.wanted() {
			s.leaves.watch(wanted.token.Server, place{wanted.room, identity}, wanted.delegation)
		}
	}
	log.Printf("lets %s in, full access: %t", user, full)
	return map[string]string{"url": s.url, "jwt": s.joining(wanted.room, identity, full)}, nil
}

func (s *service) delegate(body io.Reader) (any, error) {
	var asked request
	if err := decode(body, &asked); err != nil {
		return nil, err
	}
	wanted, err := asked.entry()
	if err == nil && !wanted.complete() {
		err = badJSON("delay_id or delay_timeout is missing")
	}
	if err != nil {
		return nil, err
	}
	user, err := s.identified(wanted)
	if err != nil {
		return nil, err
	}
	if !s.hasFullAccess(wanted.token.Server) {
		return nil, &failure{http.StatusForbidden, "M_FORBIDDEN", "only users with full access may hand over delayed events"}
	}
	if err := s.resolvable(wanted.token.Server); err != nil {
		return nil, err
	}
	s.leaves.watch(wanted.token.Server, place{wanted.room, wanted.identity(user)}, wanted.delegation)
	return struct{}{}, nil
}

// identified is the user that somebody is, who has to be the one that they say.
func (s *service) identified(wanted entry) (string, error) {
	user, err := s.userOf(wanted.token)
	if err == nil && wanted.claimed != "" && wanted.claimed != user {
		err = fmt.Errorf("%s says that it is %s", user, wanted.claimed)
	}
	if err != nil {
		log.Print(err)
		return "", &failure{http.StatusUnauthorized, "M_UNAUTHORIZED", "The request could not be authorised."}
	}
	return user, nil
}

func (s *service) resolvable(server string) error {
	if _, err := s.clientAPI(server); err != nil {
		log.Print(err)
		return badJSON("the homeserver's client API cannot be found")
	}
	return nil
}

// webhook hears from LiveKit who came and left. Whatever it hears, it answers well.
func (s *service) webhook(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	if err != nil {
		return
	}
	said, err := s.opened(r.Header.Get("Authorization"))
	sum := sha256.Sum256(body)
	if err == nil && said.SHA256 != base64.StdEncoding.EncodeToString(sum[:]) {
		err = errors.New("the body is not the one that was signed")
	}
	if err != nil {
		log.Printf("webhook: %v", err)
		return
	}
	var event struct {
		Event       string
		Room        struct{ Name string }
		Participant struct{ Identity, DisconnectReason string }
	}
	if err := json.Unmarshal(body, &event); err != nil {
		log.Printf("webhook: %v", err)
		return
	}
	at := place{event.Room.Name, event.Participant.Identity}
	switch event.Event {
	case "participant_joined":
		s.leaves.tell(at, joined)
	case "participant_left", "participant_connection_aborted":
		if event.Participant.DisconnectReason == "CLIENT_INITIATED" {
			s.leaves.tell(at, left)
		} else {
			s.leaves.tell(at, aborted)
		}
	}
}
