package org.hpcdaemon.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.hpcdaemon.mcp.fixture.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Each fault names the argument and what belongs there. */
class ArgumentsTest {
    private static final String SCHEMA = """
            {"type":"object","additionalProperties":false,"required":["id"],"properties":{
              "id":{"type":"string","minLength":1,"maxLength":3},
              "wait":{"type":"integer","minimum":0,"maximum":50},
              "ratio":{"type":"number"},
              "any":{"type":"boolean"},
              "stream":{"type":"string","enum":["stdout","both"]},
              "ids":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}},
              "env":{"type":"object","additionalProperties":{"type":"string"}},
              "nested":{"type":"object","required":["x"],"properties":{"x":{"type":"integer"}}}}}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                               | "id" is missing
            {"id":null}                      | "id" must be a string
            {"id":1}                         | "id" must be a string
            {"id":""}                        | "id" breaks minLength 1
            {"id":"abcd"}                    | "id" breaks maxLength 3
            {"id":"a","wait":"5"}            | "wait" must be an integer
            {"id":"a","wait":1.5}            | "wait" must be an integer
            {"id":"a","wait":1e400}          | "wait" must be an integer
            {"id":"a","wait":9223372036854775808} | "wait" must be an integer
            {"id":"a","wait":-1}             | "wait" breaks minimum 0
            {"id":"a","wait":51}             | "wait" breaks maximum 50
            {"id":"a","ratio":1e400}         | "ratio" must be a number
            {"id":"a","any":"true"}          | "any" must be a boolean
            {"id":"a","stream":"stderr"}     | "stream" must be one of "stdout", "both"
            {"id":"a","ids":"x"}             | "ids" must be an array
            {"id":"a","ids":[]}              | "ids" breaks minItems 1
            {"id":"a","ids":["x","y","z"]}   | "ids" breaks maxItems 2
            {"id":"a","ids":["x",2]}         | "ids[1]" must be a string
            {"id":"a","env":{"A":1}}         | "env.A" must be a string
            {"id":"a","nested":{}}           | "nested.x" is missing
            {"id":"a","nested":{"x":"y"}}    | "nested.x" must be an integer
            {"id":"a","machine":"m"}         | "machine" is unknown; there are id, wait, ratio, any, stream, ids, env, nested
            """)
    void aFaultIsNamed(String arguments, String fault) {
        assertThat(Arguments.faults(Nodes.node(SCHEMA), Nodes.node(arguments))).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"id":"a"}
            {"id":"🚀🚀🚀","wait":3.0,"ratio":1,"any":true,"stream":"both"}
            {"id":"a","ids":["x"],"env":{"A":"1"},"nested":{"x":1,"more":[]}}
            """)
    void whatFitsHasNoFault(String arguments) {
        assertThat(Arguments.faults(Nodes.node(SCHEMA), Nodes.node(arguments))).isEmpty();
    }

    @Test
    void keywordsThatItDoesNotKnowLetEverythingThrough() {
        assertThat(Arguments.faults(
                        Nodes.node("{\"type\":\"object\",\"allOf\":[{\"required\":[\"x\"]}],\"$ref\":\"#/y\"}"),
                        Nodes.node("{\"z\":1}")))
                .isEmpty();
    }

    @Test
    void theListOfFaultsIsShort() {
        String many = "{\"id\":\"a\",\"ids\":[" + "1,".repeat(100) + "1]}";

        assertThat(Arguments.faults(Nodes.node(SCHEMA), Nodes.node(many))).hasSize(5);
        ObjectNode unknown = Nodes.node("{\"id\":\"a\"}");
        IntStream.range(0, 1000).forEach(i -> unknown.put("x" + i, i));
        assertThat(Arguments.faults(Nodes.node(SCHEMA), unknown)).hasSize(5);
        assertThat(Arguments.faults(Nodes.node(SCHEMA), Nodes.node("{\"id\":\"a\",\"" + "x".repeat(5000) + "\":1}")))
                .singleElement()
                .asString()
                .hasSizeLessThan(300);
    }
}
