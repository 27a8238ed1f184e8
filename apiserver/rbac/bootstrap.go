package rbac

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/component-helpers/auth/rbac/reconciliation"
	"k8s.io/klog/v2"
)

const (
	// BootstrapTimeout is upstream's (pkg/registry/rbac/rest/storage_rbac.go): without its roles a server is useless,
	// so it stops.
	BootstrapTimeout = 30 * time.Second
	// bootstrapInterval is the time between attempts. Upstream tries once a second, and for the first time after a
	// second.
	bootstrapInterval = 20 * time.Millisecond
)

// Bootstrap makes sure that the roles and bindings of the policy exist with their rules, and that the caches have seen
// them, so that a server that is ready also lets its users in. Added rights stay, and removed rights come back.
func Bootstrap(ctx context.Context, client kubernetes.Interface, caches Caches, timeout time.Duration) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, bootstrapInterval, timeout, true, func(ctx context.Context) (bool, error) {
		if last = reconcile(ctx, client); last != nil {
			klog.V(2).InfoS("Cannot write the bootstrap roles yet", "err", last)
			return false, nil
		}
		last = caches.haveBootstrap()
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("write the bootstrap roles: %w", errors.Join(err, last))
	}
	return nil
}

// reconcile writes the missing rights, all at the same time. It reads the existing ones with one list for each kind: in
// a directory that has been used before, nothing is written.
func reconcile(ctx context.Context, client kubernetes.Interface) error {
	existing, err := list(ctx, client)
	if err != nil {
		return err
	}
	var writes []func() error
	for i := range clusterRoles {
		writes = append(writes, func() error {
			_, err := (&reconciliation.ReconcileRoleOptions{
				Role: reconciliation.ClusterRoleRuleOwner{ClusterRole: clusterRoles[i].DeepCopy()},
				Client: listedClusterRoles{
					reconciliation.ClusterRoleModifier{Client: client.RbacV1().ClusterRoles()},
					existing.clusterRoles,
				},
				Confirm: true,
			}).Run()
			return err
		})
	}
	for i := range clusterRoleBindings {
		writes = append(writes, func() error {
			_, err := (&reconciliation.ReconcileRoleBindingOptions{
				RoleBinding: reconciliation.ClusterRoleBindingAdapter{
					ClusterRoleBinding: clusterRoleBindings[i].DeepCopy(),
				},
				Client: listedBindings{reconciliation.ClusterRoleBindingClientAdapter{
					Client: client.RbacV1().ClusterRoleBindings(),
				}, existing.bindings},
				Confirm: true,
			}).Run()
			return err
		})
	}
	for i := range roles {
		writes = append(writes, func() error {
			_, err := (&reconciliation.ReconcileRoleOptions{
				Role: reconciliation.RoleRuleOwner{Role: roles[i].DeepCopy()},
				Client: reconciliation.RoleModifier{
					Client:          client.RbacV1(),
					NamespaceClient: client.CoreV1().Namespaces(),
				},
				Confirm: true,
			}).Run()
			return err
		})
	}
	return all(writes)
}

func all(functions []func() error) error {
	errs := make([]error, len(functions))
	var group sync.WaitGroup
	for i, f := range functions {
		group.Go(func() { errs[i] = f() })
	}
	group.Wait()
	return errors.Join(errs...)
}

type listed struct {
	clusterRoles map[string]*rbacv1.ClusterRole
	bindings     map[string]*rbacv1.ClusterRoleBinding
}

func list(ctx context.Context, client kubernetes.Interface) (listed, error) {
	found := listed{map[string]*rbacv1.ClusterRole{}, map[string]*rbacv1.ClusterRoleBinding{}}
	clusterRoles, err := client.RbacV1().ClusterRoles().List(ctx, metav1.ListOptions{})
	if err != nil {
		return found, err
	}
	bindings, err := client.RbacV1().ClusterRoleBindings().List(ctx, metav1.ListOptions{})
	if err != nil {
		return found, err
	}
	for i := range clusterRoles.Items {
		found.clusterRoles[clusterRoles.Items[i].Name] = &clusterRoles.Items[i]
	}
	for i := range bindings.Items {
		found.bindings[bindings.Items[i].Name] = &bindings.Items[i]
	}
	return found, nil
}

// listedClusterRoles answers from the list whether a role exists, and writes to the server.
type listedClusterRoles struct {
	reconciliation.ClusterRoleModifier
	existing map[string]*rbacv1.ClusterRole
}

func (l listedClusterRoles) Get(_, name string) (reconciliation.RuleOwner, error) {
	if role, ok := l.existing[name]; ok {
		return reconciliation.ClusterRoleRuleOwner{ClusterRole: role}, nil
	}
	return nil, apierrors.NewNotFound(rbacv1.Resource("clusterroles"), name)
}

// listedBindings is listedClusterRoles for bindings.
type listedBindings struct {
	reconciliation.ClusterRoleBindingClientAdapter
	existing map[string]*rbacv1.ClusterRoleBinding
}

func (l listedBindings) Get(_, name string) (reconciliation.RoleBinding, error) {
	if binding, ok := l.existing[name]; ok {
		return reconciliation.ClusterRoleBindingAdapter{ClusterRoleBinding: binding}, nil
	}
	return nil, apierrors.NewNotFound(rbacv1.Resource("clusterrolebindings"), name)
}

// haveBootstrap returns which objects the caches have not seen yet.
func (c Caches) haveBootstrap() error {
	for i := range clusterRoles {
		if _, err := c.clusterRoles.Get(clusterRoles[i].Name); err != nil {
			return err
		}
	}
	for i := range clusterRoleBindings {
		if _, err := c.clusterRoleBindings.Get(clusterRoleBindings[i].Name); err != nil {
			return err
		}
	}
	return nil
}
