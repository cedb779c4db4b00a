// Command yaml-reader reads YAML as kubectl, Argo CD and Flux do. Each line of the file that its argument names is a
// JSON object {"text": …}; each line of its output is the answer to one line, in order.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	yamlv3 "go.yaml.in/yaml/v3"
	stream "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

type question struct {
	Text string `json:"text"`
}

type answer struct {
	// The whole text as one document, as sigs.k8s.io/yaml reads it.
	JSON  json.RawMessage `json:"json,omitempty"`
	Error string          `json:"error,omitempty"`
	// The objects that kubectl applies from the text: documents that are not empty, lists taken apart.
	Objects      []json.RawMessage `json:"objects"`
	ObjectsError string            `json:"objectsError,omitempty"`
	// What each document says it is, as go.yaml.in/yaml/v3 reads it, which kustomize and so Flux use.
	Identities      []identity `json:"identities"`
	IdentitiesError string     `json:"identitiesError,omitempty"`
}

// Each field as text; empty where there is none.
type identity struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Namespace  string `json:"namespace"`
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	input := json.NewDecoder(file)
	output := bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(output)
	for {
		var asked question
		if err := input.Decode(&asked); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		if err := answers.Encode(read(asked.Text)); err != nil {
			log.Fatal(err)
		}
	}
	if err := output.Flush(); err != nil {
		log.Fatal(err)
	}
}

func read(text string) answer {
	var read answer
	document, err := yaml.YAMLToJSON([]byte(text))
	read.JSON, read.Error = document, describe(err)
	objects, err := readObjects(text)
	read.Objects, read.ObjectsError = objects, describe(err)
	identities, err := readIdentities(text)
	read.Identities, read.IdentitiesError = identities, describe(err)
	return read
}

// As k8s.io/cli-runtime does in StreamVisitor.Visit; its buffer has the same size.
func readObjects(text string) ([]json.RawMessage, error) {
	decoder := stream.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	objects := []json.RawMessage{}
	for {
		var document json.RawMessage
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, err
		}
		if trimmed := strings.TrimSpace(string(document)); trimmed != "" && trimmed != "null" {
			objects = append(objects, flatten(document)...)
		}
	}
}

// An object with items is a list to kubectl, whatever its kind:
// k8s.io/apimachinery/pkg/apis/meta/v1/unstructured, unstructuredJSONScheme.decode.
func flatten(document json.RawMessage) []json.RawMessage {
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(document, &list); err != nil || list.Items == nil {
		return []json.RawMessage{document}
	}
	objects := []json.RawMessage{}
	for _, item := range list.Items {
		objects = append(objects, flatten(item)...)
	}
	return objects
}

func readIdentities(text string) ([]identity, error) {
	decoder := yamlv3.NewDecoder(strings.NewReader(text))
	identities := []identity{}
	for {
		var document struct {
			APIVersion yamlv3.Node `yaml:"apiVersion"`
			Kind       yamlv3.Node `yaml:"kind"`
			Metadata   struct {
				Name      yamlv3.Node `yaml:"name"`
				Namespace yamlv3.Node `yaml:"namespace"`
			} `yaml:"metadata"`
		}
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return identities, nil
		} else if err != nil {
			return nil, err
		}
		metadata := document.Metadata
		found := identity{
			document.APIVersion.Value, document.Kind.Value, metadata.Name.Value, metadata.Namespace.Value,
		}
		if found != (identity{}) {
			identities = append(identities, found)
		}
	}
}

func describe(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
