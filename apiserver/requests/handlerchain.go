package requests

import (
	"net/http"

	"k8s.io/apiserver/pkg/endpoints/filterlatency"
	genericapifilters "k8s.io/apiserver/pkg/endpoints/filters"
	"k8s.io/apiserver/pkg/endpoints/filters/impersonation"
	genericfeatures "k8s.io/apiserver/pkg/features"
	genericapiserver "k8s.io/apiserver/pkg/server"
	genericfilters "k8s.io/apiserver/pkg/server/filters"
	"k8s.io/apiserver/pkg/server/routine"
	flowcontrolrequest "k8s.io/apiserver/pkg/util/flowcontrol/request"
	"k8s.io/component-base/tracing"

	"apitour/apiserver/lifecycle"
)

// BuildHandlerChain is the library's DefaultBuildHandlerChain (k8s.io/apiserver v0.37.2, pkg/server/config.go), filter
// for filter, with a span around each of them; a test compares the two. It is used only when requests are followed.
// The filters stand in the order in which they are wrapped; a request meets the last one first.
//
// The library's own spans of filters add nothing to ours, so they get a provider that records nothing. The span of
// WithTracing would even end the trace: for a user who is no administrator it begins a new one.
func BuildHandlerChain(
	apiHandler http.Handler, c *genericapiserver.Config, signals lifecycle.Signals,
) http.Handler {
	unrecorded := tracing.NewNoopTracerProvider()
	handler := buildAccessFilters(apiHandler, c, unrecorded)

	handler = traced(genericfilters.WithCORS,
		genericfilters.WithCORS(handler, c.CorsAllowedOriginList, nil, nil, nil, "true"))
	handler = traced(genericapifilters.WithWarningRecorder, genericapifilters.WithWarningRecorder(handler))
	handler = traced(genericfilters.WithTimeoutForNonLongRunningRequests,
		genericfilters.WithTimeoutForNonLongRunningRequests(handler, c.LongRunningFunc))
	handler = traced(genericapifilters.WithRequestDeadline,
		genericapifilters.WithRequestDeadline(handler, c.AuditBackend, c.AuditPolicyRuleEvaluator,
			c.LongRunningFunc, c.Serializer, c.RequestTimeout))
	handler = traced(genericfilters.WithWaitGroup,
		genericfilters.WithWaitGroup(handler, c.LongRunningFunc, c.NonLongRunningRequestWaitGroup))
	if c.ShutdownWatchTerminationGracePeriod > 0 {
		handler = traced(genericfilters.WithWatchTerminationDuringShutdown,
			genericfilters.WithWatchTerminationDuringShutdown(handler, signals.ShuttingDown, c.WatchRequestWaitGroup))
	}
	if c.SecureServing != nil && !c.SecureServing.DisableHTTP2 && c.GoawayChance > 0 {
		handler = traced(genericfilters.WithProbabilisticGoaway,
			genericfilters.WithProbabilisticGoaway(handler, c.GoawayChance))
	}
	handler = traced(genericapifilters.WithCacheControl, genericapifilters.WithCacheControl(handler))
	handler = traced(genericfilters.WithHSTS, genericfilters.WithHSTS(handler, c.HSTSDirectives))
	if c.ShutdownSendRetryAfter {
		handler = traced(genericfilters.WithRetryAfter,
			genericfilters.WithRetryAfter(handler, signals.Signaled(lifecycle.NotAcceptingNewRequest)))
	}
	handler = traced(genericfilters.WithHTTPLogging, genericfilters.WithHTTPLogging(handler))
	handler = traced(genericapifilters.WithLatencyTrackers, genericapifilters.WithLatencyTrackers(handler))
	if c.FeatureGate.Enabled(genericfeatures.APIServingWithRoutine) {
		handler = traced(routine.WithRoutine, routine.WithRoutine(handler, c.LongRunningFunc))
	}
	handler = traced(genericapifilters.WithRequestInfo,
		genericapifilters.WithRequestInfo(handler, c.RequestInfoResolver))
	handler = traced(genericapifilters.WithRequestReceivedTimestamp,
		genericapifilters.WithRequestReceivedTimestamp(handler))
	handler = traced(genericapifilters.WithMuxAndDiscoveryComplete,
		genericapifilters.WithMuxAndDiscoveryComplete(handler, signals.Signaled(lifecycle.MuxAndDiscoveryComplete)))
	handler = traced(genericfilters.WithPanicRecovery,
		genericfilters.WithPanicRecovery(handler, c.RequestInfoResolver))
	handler = traced(genericapifilters.WithAuditInit, genericapifilters.WithAuditInit(handler))
	return handler
}

// buildAccessFilters is the inner half of the chain: authentication, audit, impersonation, a seat in priority and
// fairness, and authorization.
func buildAccessFilters(
	apiHandler http.Handler, c *genericapiserver.Config, unrecorded tracing.TracerProvider,
) http.Handler {
	handler := apiHandler

	handler = filterlatency.TrackCompleted(handler)
	handler = traced(genericapifilters.WithAuthorization,
		genericapifilters.WithAuthorization(handler, c.Authorization.Authorizer, c.Serializer))
	handler = filterlatency.TrackStarted(handler, unrecorded, "authorization")

	if c.FlowControl != nil {
		workEstimatorCfg := flowcontrolrequest.DefaultWorkEstimatorConfig()
		requestWorkEstimator := flowcontrolrequest.NewWorkEstimator(c.StorageObjectCountTracker.Get,
			c.FlowControl.GetInterestedWatchCount, workEstimatorCfg, c.FlowControl.GetMaxSeats)
		handler = filterlatency.TrackCompleted(handler)
		handler = traced(genericfilters.WithPriorityAndFairness,
			genericfilters.WithPriorityAndFairness(handler, c.LongRunningFunc, c.FlowControl, requestWorkEstimator,
				c.RequestTimeout/4))
		handler = filterlatency.TrackStarted(handler, unrecorded, "priorityandfairness")
	} else {
		handler = traced(genericfilters.WithMaxInFlightLimit,
			genericfilters.WithMaxInFlightLimit(handler, c.MaxRequestsInFlight, c.MaxMutatingRequestsInFlight,
				c.LongRunningFunc))
	}

	handler = filterlatency.TrackCompleted(handler)
	if c.FeatureGate.Enabled(genericfeatures.ConstrainedImpersonation) {
		handler = traced(impersonation.WithConstrainedImpersonation,
			impersonation.WithConstrainedImpersonation(handler, c.Authorization.Authorizer, c.Serializer))
		handler = filterlatency.TrackStarted(handler, unrecorded, "constrainedimpersonation")
	} else {
		handler = traced(impersonation.WithImpersonation,
			impersonation.WithImpersonation(handler, c.Authorization.Authorizer, c.Serializer))
		handler = filterlatency.TrackStarted(handler, unrecorded, "impersonation")
	}

	handler = filterlatency.TrackCompleted(handler)
	handler = traced(genericapifilters.WithAudit,
		genericapifilters.WithAudit(handler, c.AuditBackend, c.AuditPolicyRuleEvaluator, c.LongRunningFunc))
	handler = filterlatency.TrackStarted(handler, unrecorded, "audit")

	failedHandler := traced(genericapifilters.Unauthorized, genericapifilters.Unauthorized(c.Serializer))
	failedHandler = traced(genericapifilters.WithFailedAuthenticationAudit,
		genericapifilters.WithFailedAuthenticationAudit(failedHandler, c.AuditBackend, c.AuditPolicyRuleEvaluator))

	handler = traced(genericapifilters.WithTracing, genericapifilters.WithTracing(handler, unrecorded))
	failedHandler = filterlatency.TrackCompleted(failedHandler)
	handler = filterlatency.TrackCompleted(handler)
	handler = traced(genericapifilters.WithAuthentication,
		genericapifilters.WithAuthentication(handler, c.Authentication.Authenticator, failedHandler,
			c.Authentication.APIAudiences, c.Authentication.RequestHeaderConfig))
	handler = filterlatency.TrackStarted(handler, unrecorded, "authentication")
	return handler
}
