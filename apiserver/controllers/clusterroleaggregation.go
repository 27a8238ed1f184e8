package controllers

import (
	"context"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	applyrbacv1 "k8s.io/client-go/applyconfigurations/rbac/v1"
	rbacinformers "k8s.io/client-go/informers/rbac/v1"
	rbacclient "k8s.io/client-go/kubernetes/typed/rbac/v1"
	rbaclisters "k8s.io/client-go/listers/rbac/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// aggregator is the field manager of aggregated rules, upstream's name (pkg/controller/clusterroleaggregation).
const aggregator = "clusterrole-aggregation-controller"

// ClusterRoleAggregation fills in the rules of ClusterRoles that have an aggregation rule: the rules of all roles whose
// labels it selects. Upstream runs this loop in the controller manager. This server has none beside it, and without the
// loop admin, edit and view would be empty. If a user runs a controller manager, both write the same.
type ClusterRoleAggregation struct {
	client rbacclient.ClusterRoleInterface
	lister rbaclisters.ClusterRoleLister
	synced cache.InformerSynced
	queue  workqueue.TypedRateLimitingInterface[string]
}

// NewClusterRoleAggregation returns the controller. A change of one role can concern any other, so every change checks
// all.
func NewClusterRoleAggregation(
	client rbacclient.ClusterRoleInterface, informer rbacinformers.ClusterRoleInformer,
) *ClusterRoleAggregation {
	c := &ClusterRoleAggregation{
		client: client, lister: informer.Lister(), synced: informer.Informer().HasSynced,
		queue: workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[string]()),
	}
	_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { c.enqueue() },
		UpdateFunc: func(any, any) { c.enqueue() },
		DeleteFunc: func(any) { c.enqueue() },
	})
	utilruntime.Must(err) // only an informer that has been stopped refuses a handler
	return c
}

func (c *ClusterRoleAggregation) enqueue() {
	roles, _ := c.lister.List(labels.Everything()) // from memory, which cannot fail
	for _, role := range roles {
		if role.AggregationRule != nil {
			c.queue.Add(role.Name)
		}
	}
}

// Run keeps the rules up to date until ctx ends.
func (c *ClusterRoleAggregation) Run(ctx context.Context) {
	defer utilruntime.HandleCrashWithContext(ctx)
	defer context.AfterFunc(ctx, c.queue.ShutDown)()
	if !cache.WaitForNamedCacheSyncWithContext(ctx, c.synced) {
		return
	}
	for {
		name, shutdown := c.queue.Get()
		if shutdown {
			return
		}
		if err := c.sync(ctx, name); err != nil && ctx.Err() == nil {
			utilruntime.HandleErrorWithContext(ctx, err, "Aggregate the rules of a cluster role", "role", name)
			c.queue.AddRateLimited(name)
		} else {
			c.queue.Forget(name)
		}
		c.queue.Done(name)
	}
}

func (c *ClusterRoleAggregation) sync(ctx context.Context, name string) error {
	role, err := c.lister.Get(name)
	if err != nil || role.AggregationRule == nil {
		return nil // it was deleted meanwhile
	}
	rules, err := c.gather(role)
	if err != nil || equality.Semantic.DeepEqual(rules, role.Rules) {
		return err
	}
	apply := applyrbacv1.ClusterRole(name)
	for _, r := range rules {
		apply.WithRules(&applyrbacv1.PolicyRuleApplyConfiguration{
			Verbs: r.Verbs, APIGroups: r.APIGroups, Resources: r.Resources, ResourceNames: r.ResourceNames,
			NonResourceURLs: r.NonResourceURLs,
		})
	}
	_, err = c.client.Apply(ctx, apply, metav1.ApplyOptions{FieldManager: aggregator, Force: true})
	return err
}

// gather returns the rules of the selected roles, without repetition and in the order of the roles' names.
func (c *ClusterRoleAggregation) gather(role *rbacv1.ClusterRole) (rules []rbacv1.PolicyRule, err error) {
	for i := range role.AggregationRule.ClusterRoleSelectors {
		selector, err := metav1.LabelSelectorAsSelector(&role.AggregationRule.ClusterRoleSelectors[i])
		if err != nil {
			return nil, err
		}
		selected, err := c.lister.List(selector)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(selected, func(a, b *rbacv1.ClusterRole) int { return strings.Compare(a.Name, b.Name) })
		for _, other := range selected {
			if other.Name == role.Name {
				continue
			}
			for _, r := range other.Rules {
				if !slices.ContainsFunc(rules, func(have rbacv1.PolicyRule) bool {
					return equality.Semantic.DeepEqual(
						have, r)
				}) {
					rules = append(rules, r)
				}
			}
		}
	}
	return rules, nil
}
