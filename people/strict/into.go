package strict

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// decodeInto decodes a value, whose form has been checked, by the rules of Field.Into.
func decodeInto(data []byte, into any) error {
	if f, ok := into.(func([]byte) error); ok {
		return f(data)
	}
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("%w: cannot decode into a %T", ErrType, into)
	}
	return decode(data, v.Elem())
}

// decode decodes into a settable place.
func decode(data []byte, v reflect.Value) error {
	if v.CanAddr() {
		switch own := v.Addr().Interface().(type) {
		case *time.Time:
			if own.UnmarshalJSON(data) != nil { // its own error would say the whole value, three times
				return wrongType("a date-time (RFC 3339)", data)
			}
			return nil
		case json.Unmarshaler:
			return own.UnmarshalJSON(data)
		case encoding.TextUnmarshaler:
			if data[0] != '"' {
				return wrongType("a text", data)
			}
			text, err := unquote(data)
			if err != nil {
				return err
			}
			return own.UnmarshalText([]byte(text))
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(v.Type().Elem())
		if err := decode(data, fresh.Elem()); err != nil {
			return err
		}
		v.Set(fresh)
		return nil
	case reflect.Slice:
		return decodeList(data, v)
	case reflect.Map:
		return decodeMap(data, v)
	case reflect.Struct:
		return decodeStruct(data, v)
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if json.Unmarshal(data, v.Addr().Interface()) != nil {
			return wrongType(kindWords(v.Kind(), v.Type().Bits), data)
		}
		return nil
	}
	return fmt.Errorf("%w: cannot decode into a %s", ErrType, v.Type())
}

func decodeList(data []byte, v reflect.Value) error {
	parts, err := split(data, '[')
	if err != nil {
		return err
	}
	list := reflect.MakeSlice(v.Type(), len(parts), len(parts))
	for i, p := range parts {
		if err := decode(p.data, list.Index(i)); err != nil {
			return below("", index(i), err)
		}
	}
	v.Set(list)
	return nil
}

func decodeMap(data []byte, v reflect.Value) error {
	if v.Type().Key().Kind() != reflect.String {
		return fmt.Errorf("%w: cannot decode into a %s", ErrType, v.Type())
	}
	parts, err := split(data, '{')
	if err != nil {
		return err
	}
	m := reflect.MakeMapWithSize(v.Type(), len(parts))
	for _, p := range parts {
		one := reflect.New(v.Type().Elem()).Elem()
		if err := decode(p.data, one); err != nil {
			return below("", pathName(p.name), err)
		}
		m.SetMapIndex(reflect.ValueOf(p.name).Convert(v.Type().Key()), one)
	}
	v.Set(m)
	return nil
}

func decodeStruct(data []byte, v reflect.Value) error {
	parts, err := split(data, '{')
	if err != nil {
		return err
	}
	return members(parts, tagged(v, nil))
}

// tagged gives the fields of a struct by their json tags, those of embedded structs among them.
func tagged(v reflect.Value, fields []Field) []Field {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			fields = tagged(v.Field(i), fields)
		case !f.IsExported() || name == "-" && options == "":
		default:
			if name == "" {
				name = f.Name
			}
			optional := strings.Contains(","+options+",", ",omitempty,") || strings.Contains(","+options+",", ",omitzero,")
			fields = append(fields, Field{Name: name, Into: v.Field(i).Addr().Interface(), Required: !optional})
		}
	}
	return fields
}

func kindWords(k reflect.Kind, bits func() int) string {
	switch k {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64: // without a size: the words should not depend on the machine
		return "an integer"
	case reflect.Uint, reflect.Uint64:
		return "an integer, 0 or more"
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return fmt.Sprintf("an integer of %d bits, 0 or more", bits())
	}
	return fmt.Sprintf("an integer of %d bits", bits())
}
