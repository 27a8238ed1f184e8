package otlpjson

// Resource decodes a resource, or null.
func (d *Decoder) Resource(text []byte) (*Resource, *Fault) {
	c := cursor{text: text}
	var r Resource
	first := true
	if !c.null() && c.object("an object") {
		for c.more(&first, '}') {
			if string(c.key()) == "attributes" {
				r.Attributes = d.attributes(&c)
			} else {
				c.skip()
			}
		}
	}
	c.blame("the resource")
	return &r, c.fault
}

// Scope decodes a scope, or null.
func (d *Decoder) Scope(text []byte) (*Scope, *Fault) {
	c := cursor{text: text}
	var name, version string
	first := true
	if !c.null() && c.object("an object") {
		for c.more(&first, '}') {
			switch string(c.key()) {
			case "name":
				name = d.field(&c)
				c.blame("name")
			case "version":
				version = d.field(&c)
				c.blame("version")
			default:
				c.skip()
			}
		}
	}
	c.blame("the scope")
	return NewScope(name, version), c.fault
}
