package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.message.JobRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sends a field that is wrong reads which, and what belongs there, in the words of JSON. */
final class WrongFieldsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "time":"00:10"             | no field "time" in spec; use "timeLimitSeconds" (seconds)
            "mem":"4G"                 | no field "mem" in spec; use "memoryMb" (MiB per node)
            "cpus-per-task":2          | no field "cpus-per-task" in spec; use "cpus" (per task)
            "ntasks":2                 | no field "ntasks" in spec; use "tasks"
            "time_limit_seconds":2     | no field "time_limit_seconds" in spec; use "timeLimitSeconds"
            "nodelist":"n1"            | no field "nodelist" in spec; use "extra", as "--nodelist=VALUE"
            "mail-user":"a@b"          | no field "mail-user" in spec; use "extra", as "--mail-user=VALUE"
            "colour":"red"             | no field "colour" in spec; its fields are name, argv, script
            "argv":"true"              | field "spec.argv" must be a list of strings
            "argv":["kill",9]          | field "spec.argv.1" must be a string
            "env":["A=1"]              | field "spec.env" must be an object whose values are strings
            "env":{"A":1}              | field "spec.env.A" must be a string
            "cpus":"2"                 | field "spec.cpus" must be a whole number of at most 2147483647
            "cpus":2.5                 | field "spec.cpus" must be a whole number of at most 2147483647
            "cpus":99999999999         | field "spec.cpus" must be a whole number of at most 2147483647
            "memoryMb":"4G"            | field "spec.memoryMb" must be a whole number
            "wakeEach":"yes"           | field "spec.wakeEach" must be true or false
            "name":7                   | field "spec.name" must be a string
            """)
    void ofAJob(String field, String said) {
        refused("job.submit", "{\"key\":\"k\",\"spec\":{\"script\":\"x\"," + field + "}}", said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "timeout":"60s"            | no field "timeout" in exec.run; use "timeoutMs" (milliseconds)
            "cmd":"ls"                 | no field "cmd" in exec.run; use "command" (a line for bash) or "argv" (a list of strings)
            "nice":3                   | no field "nice" in exec.run; its fields are key, argv, command
            "timeoutMs":"300"          | field "timeoutMs" must be a whole number
            "stdin":"hello"            | field "stdin" must be base64
            "stdin":5                  | field "stdin" must be a string, the bytes in base64
            "streams":{"stdout":1,"stderr":2,"out":3} | no field "out" in streams; its fields are stdin, stdout
            "streams":[]               | field "streams" must be an object
            "key":[]                   | field "key" must be a string
            """)
    void ofACommand(String field, String said) {
        refused("exec.run", "{\"command\":\"ls\"," + field + "}", said);
    }

    @Test
    void ofAnotherMethodAnUnknownOneIsIgnored() {
        RpcMessage.Call call = (RpcMessage.Call) Rpc.decode(call("job.status", "{\"job\":\"j_12345678\",\"new\":1}"));

        assertThat(call.request()).isInstanceOf(JobRequest.Status.class);
    }

    @Test
    void besideASpecAnUnknownOneIsIgnored() {
        RpcMessage.Call call = (RpcMessage.Call)
                Rpc.decode(call("job.submit", "{\"key\":\"k\",\"new\":1,\"spec\":{\"argv\":[\"true\"]}}"));

        assertThat(call.request()).isInstanceOf(JobRequest.Submit.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"jsonrpc":"2.0","id":1,"id":2}   | field "id" is given twice
            {"jsonrpc":"2.0","id":1           | a mistake of syntax at line 1
            nonsense                          | a mistake of syntax at line 1
            """)
    void invalidJsonIsReportedWithItsPlace(String text, String said) {
        assertThatThrownBy(() -> Rpc.decode(text)).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.PARSE_ERROR);
            assertThat(e.reason()).contains(said);
            foreignWordsAreNotIn(e.reason());
        });
    }

    private static void refused(String method, String params, String said) {
        assertThatThrownBy(() -> Rpc.decode(call(method, params))).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
            assertThat(e.reason()).startsWith(said);
            foreignWordsAreNotIn(e.reason());
        });
    }

    private static void foreignWordsAreNotIn(String said) {
        assertThat(said).doesNotContainPattern("(?i)java|jackson|token|deserial|coerc|\\[source");
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
