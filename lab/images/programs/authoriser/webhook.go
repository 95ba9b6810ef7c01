package authoriser

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
)

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
