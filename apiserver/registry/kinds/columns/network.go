package columns

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/utils/ptr"
)

// The columns of the kinds with addresses. Their names, order and values are upstream's
// (pkg/printers/internalversion/printers.go).
var network = []columns{
	of("Name|Type|Cluster-IP|External-IP|Port(s)|Age|*Selector", func(s *corev1.Service, age string) []any {
		address := none
		if len(s.Spec.ClusterIPs) > 0 {
			address = s.Spec.ClusterIPs[0]
		}
		var ports []string
		for _, port := range s.Spec.Ports {
			text := strconv.Itoa(int(port.Port))
			if port.NodePort > 0 {
				text += fmt.Sprintf(":%d", port.NodePort)
			}
			ports = append(ports, text+"/"+string(port.Protocol))
		}
		return []any{
			string(s.Spec.Type), address, externalIP(s), cmp.Or(strings.Join(ports, ","), none), age,
			labels.FormatLabels(s.Spec.Selector),
		}
	}),
	//nolint:staticcheck // deprecated, but every cluster serves it
	of("Name|Endpoints|Age", func(e *corev1.Endpoints, age string) []any {
		var list []string
		for _, subset := range e.Subsets {
			for _, address := range subset.Addresses {
				if len(subset.Ports) == 0 {
					list = append(list, address.IP)
				}
			}
			for _, port := range subset.Ports {
				for _, address := range subset.Addresses {
					list = append(list, net.JoinHostPort(address.IP, strconv.Itoa(int(port.Port))))
				}
			}
		}
		return []any{some(list, none), age}
	}),
	of("Name|AddressType|Ports|Endpoints|Age", func(slice *discoveryv1.EndpointSlice, age string) []any {
		var ports, endpoints []string
		for _, port := range slice.Ports {
			text := ptr.Deref(port.Name, "*")
			if port.Port != nil {
				text = strconv.Itoa(int(*port.Port))
			}
			ports = append(ports, text)
		}
		for _, endpoint := range slice.Endpoints {
			endpoints = append(endpoints, endpoint.Addresses...)
		}
		return []any{string(slice.AddressType), some(ports, unset), some(endpoints, unset), age}
	}),
	of("Name|Class|Hosts|Address|Ports|Age", func(i *networkingv1.Ingress, age string) []any {
		var hosts, addresses []string
		for _, rule := range i.Spec.Rules {
			if rule.Host != "" {
				hosts = append(hosts, rule.Host)
			}
		}
		for _, ingress := range i.Status.LoadBalancer.Ingress {
			addresses = append(addresses, cmp.Or(ingress.IP, ingress.Hostname))
		}
		slices.Sort(addresses)
		ports := "80"
		if len(i.Spec.TLS) > 0 {
			ports = "80, 443"
		}
		return []any{
			ptr.Deref(i.Spec.IngressClassName, none), some(hosts, "*"), strings.Join(slices.Compact(addresses), ","),
			ports, age,
		}
	}),
	ofNamed("Name|Controller|Parameters|Age", func(class *networkingv1.IngressClass, name, age string) []any {
		parameters := none
		if p := class.Spec.Parameters; p != nil {
			parameters = p.Kind
			if p.APIGroup != nil {
				parameters += "." + *p.APIGroup
			}
			parameters += "/" + p.Name
		}
		return []any{
			marked(name, class.Annotations[networkingv1.AnnotationIsDefaultIngressClass]), class.Spec.Controller,
			parameters, age,
		}
	}),
	of("Name|Pod-Selector|Age", func(p *networkingv1.NetworkPolicy, age string) []any {
		return []any{metav1.FormatLabelSelector(&p.Spec.PodSelector), age}
	}),
	of("Name|ParentRef|Age", func(a *networkingv1.IPAddress, age string) []any {
		parent := none
		if ref := a.Spec.ParentRef; ref != nil {
			parent = strings.ToLower(metav1.GroupResource{Group: ref.Group, Resource: ref.Resource}.Resource)
			if ref.Group != "" {
				parent += "." + strings.ToLower(ref.Group)
			}
			if ref.Namespace != "" {
				parent += "/" + ref.Namespace
			}
			parent += "/" + ref.Name
		}
		return []any{parent, age}
	}),
	of("Name|CIDRs|Age", func(c *networkingv1.ServiceCIDR, age string) []any {
		return []any{strings.Join(c.Spec.CIDRs, ","), age}
	}),
}

// some joins the first few and adds the number of the others.
func some(list []string, empty string) string {
	const few = 3
	if len(list) > few {
		return fmt.Sprintf("%s + %d more...", strings.Join(list[:few], ","), len(list)-few)
	}
	return cmp.Or(strings.Join(list, ","), empty)
}

func externalIP(s *corev1.Service) string {
	switch s.Spec.Type {
	case corev1.ServiceTypeClusterIP, corev1.ServiceTypeNodePort:
		return cmp.Or(strings.Join(s.Spec.ExternalIPs, ","), none)
	case corev1.ServiceTypeLoadBalancer:
		var addresses []string
		for _, ingress := range s.Status.LoadBalancer.Ingress {
			addresses = append(addresses, cmp.Or(ingress.IP, ingress.Hostname))
		}
		slices.Sort(addresses)
		return cmp.Or(strings.Join(append(slices.Compact(addresses), s.Spec.ExternalIPs...), ","), "<pending>")
	case corev1.ServiceTypeExternalName:
		return s.Spec.ExternalName
	}
	return "<unknown>"
}
