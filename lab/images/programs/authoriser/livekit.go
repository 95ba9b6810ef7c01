package authoriser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

var checked = &http.Client{Timeout: 30 * time.Second}

// openRoom makes a room, or finds it there. It closes five minutes after nobody came, or 20 seconds after the last one left.
func (c config) openRoom(name string) error {
	grant := map[string]any{"roomCreate": true}
	_, err := c.ask("CreateRoom", grant, map[string]any{"name": name, "empty_timeout": 300, "departure_timeout": 20, "max_participants": 0})
	return err
}

// present says whether somebody is in a room; an error says that nobody knows.
func (c config) present(room, identity string) (bool, error) {
	grant := map[string]any{"roomAdmin": true, "room": room}
	status, err := c.ask("GetParticipant", grant, map[string]any{"room": room, "identity": identity})
	if status == http.StatusNotFound {
		return false, nil
	}
	return err == nil, err
}

// ask calls LiveKit's API below the path of its address.
func (c config) ask(method string, grant, body map[string]any) (status int, err error) {
	// ws: and wss: are http: and https:.
	base := "http" + strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(c.url, "/"), "ws"), "http")
	text, _ := json.Marshal(body)
	request, err := http.NewRequest(http.MethodPost, base+"/twirp/livekit.RoomService/"+method, bytes.NewReader(text))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+c.signed("", 10*time.Minute, grant))
	request.Header.Set("Content-Type", "application/json")
	answer, err := checked.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		return answer.StatusCode, nil
	}
	var why struct{ Code, Msg string }
	json.NewDecoder(answer.Body).Decode(&why)
	status = answer.StatusCode
	if status == http.StatusNotFound && why.Code != "not_found" {
		// Some other server's page, not LiveKit's word.
		status = http.StatusBadGateway
	}
	return status, fmt.Errorf("LiveKit's %s: %s %s %s", method, answer.Status, why.Code, why.Msg)
}
