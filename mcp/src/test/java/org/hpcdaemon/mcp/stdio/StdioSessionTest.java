package org.hpcdaemon.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.mcp.Cancellation;
import org.hpcdaemon.mcp.McpServer;
import org.hpcdaemon.mcp.ServerInfo;
import org.hpcdaemon.mcp.fixture.FixtureTool;
import org.hpcdaemon.mcp.fixture.Nodes;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.mcp.tool.Tools;
import org.junit.jupiter.api.Test;

/** What is in flight on stdio, and how a client gives it up. The test runs the work itself: nothing waits. */
class StdioSessionTest {
    private final List<String> said = new ArrayList<>();
    private final List<Cancellation> cancellations = new ArrayList<>();
    private final StdioSession session = new StdioSession(
            new McpServer(
                    new ServerInfo("s", "S", "1", "", 0),
                    List.of(new Tools(List.of(FixtureTool.of("work", this::work))))),
            said::add);

    private Runnable during = () -> {};

    private ToolAnswer work(ToolCall call) {
        cancellations.add(call.call().exchange().cancellation());
        during.run();
        call.call().notify("notifications/message", Nodes.node("{\"level\":\"info\",\"data\":1}"));
        return ToolResult.text("done");
    }

    private Optional<Runnable> says(String line) {
        return session.accept(line.getBytes(StandardCharsets.UTF_8));
    }

    private Runnable calls(String id) {
        return says("{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"work\",\"arguments\":{}}}")
                .orElseThrow();
    }

    private void cancels(String id) {
        assertThat(says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id
                        + "}}"))
                .isEmpty();
    }

    @Test
    void aCallCancelledUnderWaySaysNothingMore() {
        during = () -> cancels("\"a\"");

        calls("\"a\"").run();

        assertThat(cancellations).singleElement().matches(Cancellation::isCancelled);
        assertThat(said).isEmpty();
    }

    @Test
    void aCallCancelledBeforeItBeginsSaysNothing() {
        Runnable work = calls("0");
        cancels("0");
        work.run();

        assertThat(said).isEmpty();
    }

    @Test
    void cancellingWhatHasEndedOrOfAnotherNameDoesNothing() {
        during = () -> cancels("\"1\"");

        calls("1").run();
        cancels("1");

        assertThat(said).hasSize(2);
        assertThat(said.getLast()).contains("\"id\":1,\"result\"");
    }

    @Test
    void anIdIsFreeAgainOnceAnswered() {
        calls("1").run();
        calls("1").run();

        assertThat(said).filteredOn(line -> line.contains("\"result\"")).hasSize(2);
    }

    @Test
    void twoRequestsUnderWayHaveTwoIds() {
        calls("1");

        assertThat(says("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")).isEmpty();
        assertThat(said).singleElement().asString().contains("-32600", "a request with this id is under way");
    }

    @Test
    void aClientThatAsksForTooMuchIsToldToWait() {
        List<Runnable> work = new ArrayList<>();
        for (int i = 0; i < StdioSession.MAX_IN_FLIGHT; i++) {
            work.add(calls(String.valueOf(i)));
        }

        assertThat(says("{\"jsonrpc\":\"2.0\",\"id\":\"more\",\"method\":\"ping\"}"))
                .isEmpty();
        assertThat(said).singleElement().asString().contains("\"id\":\"more\"", "-32000", "wait until one has ended");
        work.getFirst().run();
        assertThat(says("{\"jsonrpc\":\"2.0\",\"id\":\"more\",\"method\":\"ping\"}"))
                .isPresent();
    }

    @Test
    void theEndOfTheClientEndsEverything() {
        during = session::end;

        calls("1").run();

        assertThat(cancellations).singleElement().matches(Cancellation::isCancelled);
        assertThat(said).isEmpty();
    }

    @Test
    void blankLinesAreNoMessages() {
        assertThat(says("")).isEmpty();
        assertThat(says(" \r")).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void whatIsDoneWhenCancelledIsDoneOnceAndAlsoLate() {
        Cancellation cancellation = new Cancellation();
        List<String> done = new ArrayList<>();
        cancellation.onCancel(() -> done.add("before"));
        cancellation.cancel();
        cancellation.cancel();
        cancellation.onCancel(() -> done.add("after"));

        assertThat(done).containsExactly("before", "after");
    }
}
