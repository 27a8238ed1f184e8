package reviews

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/user"
)

type (
	tokenReview = authenticationv1.TokenReview
	selfReview  = authenticationv1.SelfSubjectReview
)

func checkToken(_ context.Context, review *tokenReview) error {
	if review.Spec.Token == "" {
		return apierrors.NewBadRequest("token is required for TokenReview in authentication")
	}
	return nil
}

// reviewToken shows the server's authenticator a request that has only the token.
func (j Judges) reviewToken(_ context.Context, review *tokenReview) (*tokenReview, error) {
	request := &http.Request{URL: &url.URL{}, Header: http.Header{"Authorization": {"Bearer " + review.Spec.Token}}}
	audiences := authenticator.Audiences(review.Spec.Audiences)
	if len(audiences) == 0 {
		audiences = j.Audiences
	}
	if len(audiences) > 0 {
		request = request.WithContext(authenticator.WithAudiences(request.Context(), audiences))
	}
	response, ok, err := j.Authenticator.AuthenticateRequest(request)
	review.Status.Authenticated = ok
	if err != nil {
		review.Status.Error = err.Error()
	}
	if response == nil || response.User == nil {
		return review, nil
	}
	if len(audiences) > 0 && len(audiences.Intersect(response.Audiences)) == 0 {
		return nil, apierrors.NewInternalError(errors.New("error validating audiences"))
	}
	review.Status.User = userInfo(response.User)
	review.Status.Audiences = response.Audiences
	return review, nil
}

// reviewSelf tells the client which user it is: kubectl auth whoami.
func reviewSelf(ctx context.Context, _ *selfReview) (*selfReview, error) {
	u, err := asker(ctx)
	if err != nil {
		return nil, err
	}
	return &selfReview{
		ObjectMeta: metav1.ObjectMeta{CreationTimestamp: metav1.NewTime(time.Now())},
		Status:     authenticationv1.SelfSubjectReviewStatus{UserInfo: userInfo(u)},
	}, nil
}

func userInfo(u user.Info) authenticationv1.UserInfo {
	return authenticationv1.UserInfo{
		Username: u.GetName(), UID: u.GetUID(), Groups: u.GetGroups(),
		Extra: extras[authenticationv1.ExtraValue](u.GetExtra()),
	}
}
