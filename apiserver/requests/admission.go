package requests

import (
	"context"
	"reflect"

	"k8s.io/apiserver/pkg/admission"

	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// WhyAdmissionIsNeverHeld is the reason why stepping never pauses a span of admission.
const WhyAdmissionIsNeverHeld = "A write has 34 seconds from the moment in which its request is decoded, " +
	"whatever --request-timeout says: held here, the request would be answered with 504."

// AdmissionDecorators returns the decorators that put a span around each plugin of admission.
func (f *Follower) AdmissionDecorators() admission.Decorators {
	if f == nil {
		return nil
	}
	return admission.Decorators{admission.DecoratorFunc(tracedAdmission)}
}

// tracedAdmission puts a span around each of a plugin's two turns.
func tracedAdmission(plugin admission.Interface, name string) admission.Interface {
	return tracedPlugin{plugin, name}
}

type tracedPlugin struct {
	admission.Interface
	name string
}

// Admit lets the plugin change the object, if the plugin changes objects.
func (p tracedPlugin) Admit(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) (err error) {
	mutates, ok := p.Interface.(admission.MutationInterface)
	if !ok {
		return nil
	}
	admit, _ := reflect.TypeOf(p.Interface).MethodByName("Admit") // the type may be private
	ctx, span := stage.Call(ctx, convention.AdmissionPrefix+p.name+"/mutate", admit.Func.Interface())
	defer span.End(&err)
	return mutates.Admit(ctx, a, o)
}

// Validate lets the plugin refuse the object, if the plugin validates objects.
func (p tracedPlugin) Validate(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) (err error) {
	validates, ok := p.Interface.(admission.ValidationInterface)
	if !ok {
		return nil
	}
	validate, _ := reflect.TypeOf(p.Interface).MethodByName("Validate") // the type may be private
	ctx, span := stage.Call(ctx, convention.AdmissionPrefix+p.name+"/validate", validate.Func.Interface())
	defer span.End(&err)
	return validates.Validate(ctx, a, o)
}
