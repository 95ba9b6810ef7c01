package authoriser

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

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
