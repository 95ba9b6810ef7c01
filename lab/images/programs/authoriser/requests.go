package authoriser

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// failure is an answer in Matrix' form.
type failure struct {
	status  int
	code    string
	message string
}

func (f *failure) Error() string { return f.code + ": " + f.message }

func badJSON(message string) *failure { return &failure{http.StatusBadRequest, "M_BAD_JSON", message} }

type openIDToken struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	Server      string `json:"matrix_server_name"`
	ExpiresIn   int    `json:"expires_in"`
}

func (t openIDToken) complete() bool { return t.AccessToken != "" && t.Server != "" }

type delegation struct {
	ID string `json:"delay_id"`
	// Milliseconds.
	Timeout int64 `json:"delay_timeout"`
	// Accepted from older clients, and ignored.
	URL string `json:"delay_cs_api_url"`
}

func (d delegation) wanted() bool   { return d.ID != "" || d.Timeout > 0 }
func (d delegation) complete() bool { return d.ID != "" && d.Timeout > 0 }

// entry is what all requests come to: who wants to be in which room of LiveKit.
type entry struct {
	token openIDToken
	// claimed is the user that the client says it is; nothing where it does not say.
	claimed  string
	room     string
	identity func(user string) string
	delegation
}

// legacyRequest is the body of /sfu/get.
type legacyRequest struct {
	Room   string      `json:"room"`
	Token  openIDToken `json:"openid_token"`
	Device string      `json:"device_id"`
	delegation
}

func (r legacyRequest) entry() (entry, error) {
	switch {
	case r.Room == "":
		return entry{}, badJSON("room is missing")
	case !r.Token.complete():
		return entry{}, badJSON("openid_token is incomplete")
	case r.wanted() && !r.complete():
		return entry{}, badJSON("delay_id and delay_timeout go together")
	}
	identity := func(user string) string { return user + ":" + r.Device }
	return entry{r.Token, "", hashed(r.Room, "m.call#ROOM"), identity, r.delegation}, nil
}

// request is the body of /get_token, and of /delegate_delayed_leave, which wants the delegation as well.
type request struct {
	Room   string      `json:"room_id"`
	Slot   string      `json:"slot_id"`
	Token  openIDToken `json:"openid_token"`
	Member struct {
		ID     string `json:"id"`
		User   string `json:"claimed_user_id"`
		Device string `json:"claimed_device_id"`
	} `json:"member"`
	delegation
}

func (r request) entry() (entry, error) {
	switch {
	case r.Room == "" || r.Slot == "":
		return entry{}, badJSON("room_id or slot_id is missing")
	case r.Member.ID == "" || r.Member.User == "" || r.Member.Device == "":
		return entry{}, badJSON("member is incomplete")
	case !r.Token.complete():
		return entry{}, badJSON("openid_token is incomplete")
	case r.wanted() && !r.complete():
		return entry{}, badJSON("delay_id and delay_timeout go together")
	}
	identity := func(user string) string { return hashed(user, r.Member.Device, r.Member.ID) }
	return entry{r.Token, r.Member.User, hashed(r.Room, r.Slot), identity, r.delegation}, nil
}

// decode reads JSON in which everything has to be known.
func decode(body io.Reader, into any) error {
	decoder := json.NewDecoder(io.LimitReader(body, 1<<20))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil && decoder.Decode(&struct{}{}) != io.EOF {
		err = errors.New("more than one value")
	}
	if err != nil {
		return &failure{http.StatusBadRequest, "M_NOT_JSON", "the body cannot be read: " + err.Error()}
	}
	return nil
}
