package rbac

import (
	"context"
	"fmt"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/apis/meta/internalversion"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	rbacinformers "k8s.io/client-go/informers/rbac/v1"
	rbaclisters "k8s.io/client-go/listers/rbac/v1"
)

// Source is where roles and bindings are looked up: the informers' caches for the many questions of every request, the
// stores for the few where a moment's delay would be a mistake.
type Source interface {
	Role(ctx context.Context, namespace, name string) (*rbacv1.Role, error)
	ClusterRole(ctx context.Context, name string) (*rbacv1.ClusterRole, error)
	RoleBindings(ctx context.Context, namespace string) ([]*rbacv1.RoleBinding, error)
	ClusterRoleBindings(ctx context.Context) ([]*rbacv1.ClusterRoleBinding, error)
}

// Caches is the source that informers fill, some milliseconds after a change.
type Caches struct {
	roles               rbaclisters.RoleLister
	roleBindings        rbaclisters.RoleBindingLister
	clusterRoles        rbaclisters.ClusterRoleLister
	clusterRoleBindings rbaclisters.ClusterRoleBindingLister
}

// NewCaches returns the source of the informers. It asks for the informers, so that their factory starts them.
func NewCaches(informers rbacinformers.Interface) Caches {
	return Caches{
		informers.Roles().Lister(), informers.RoleBindings().Lister(), informers.ClusterRoles().Lister(),
		informers.ClusterRoleBindings().Lister(),
	}
}

// Role looks for a role.
func (c Caches) Role(_ context.Context, namespace, name string) (*rbacv1.Role, error) {
	return c.roles.Roles(namespace).Get(name)
}

// ClusterRole looks for a cluster role.
func (c Caches) ClusterRole(_ context.Context, name string) (*rbacv1.ClusterRole, error) {
	return c.clusterRoles.Get(name)
}

// RoleBindings lists the bindings of a namespace.
func (c Caches) RoleBindings(_ context.Context, namespace string) ([]*rbacv1.RoleBinding, error) {
	return c.roleBindings.RoleBindings(namespace).List(labels.Everything())
}

// ClusterRoleBindings lists the bindings of the cluster.
func (c Caches) ClusterRoleBindings(context.Context) ([]*rbacv1.ClusterRoleBinding, error) {
	return c.clusterRoleBindings.List(labels.Everything())
}

// Stores is the source that reads etcd itself: the store of each resource of the group, by its name.
type Stores map[string]*genericregistry.Store

// Role reads a role.
func (s Stores) Role(ctx context.Context, namespace, name string) (*rbacv1.Role, error) {
	return as[*rbacv1.Role](s.get(ctx, "roles", namespace, name))
}

// ClusterRole reads a cluster role.
func (s Stores) ClusterRole(ctx context.Context, name string) (*rbacv1.ClusterRole, error) {
	return as[*rbacv1.ClusterRole](s.get(ctx, "clusterroles", "", name))
}

// RoleBindings reads the bindings of a namespace.
func (s Stores) RoleBindings(ctx context.Context, namespace string) ([]*rbacv1.RoleBinding, error) {
	list, err := as[*rbacv1.RoleBindingList](s.list(ctx, "rolebindings", namespace))
	if err != nil {
		return nil, err
	}
	return pointers(list.Items), nil
}

// ClusterRoleBindings reads the bindings of the cluster.
func (s Stores) ClusterRoleBindings(ctx context.Context) ([]*rbacv1.ClusterRoleBinding, error) {
	list, err := as[*rbacv1.ClusterRoleBindingList](s.list(ctx, "clusterrolebindings", ""))
	if err != nil {
		return nil, err
	}
	return pointers(list.Items), nil
}

func (s Stores) get(ctx context.Context, resource, namespace, name string) (runtime.Object, error) {
	if s[resource] == nil {
		return nil, errNotServed(resource)
	}
	return s[resource].Get(genericapirequest.WithNamespace(ctx, namespace), name, &metav1.GetOptions{})
}

func (s Stores) list(ctx context.Context, resource, namespace string) (runtime.Object, error) {
	if s[resource] == nil {
		return nil, errNotServed(resource)
	}
	return s[resource].List(genericapirequest.WithNamespace(ctx, namespace), &internalversion.ListOptions{})
}

// errNotServed is the error for a resource that --runtime-config has switched off.
func errNotServed(resource string) error { return fmt.Errorf("%s are not served", resource) }

// as converts an object that was read to its type.
func as[T runtime.Object](object runtime.Object, err error) (T, error) {
	typed, _ := object.(T)
	return typed, err
}

func pointers[T any](items []T) []*T {
	found := make([]*T, len(items))
	for i := range items {
		found[i] = &items[i]
	}
	return found
}
