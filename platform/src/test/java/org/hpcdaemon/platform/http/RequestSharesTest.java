package org.hpcdaemon.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.UserId;
import org.junit.jupiter.api.Test;

final class RequestSharesTest {
    private static final Identity ANN = new Identity.Person(new UserId("u_annannann"), "ann", "ann@example.org");
    private static final Identity BOB = new Identity.Person(new UserId("u_bobbobbob"), "bob", "bob@example.org");

    private final RequestShares shares = new RequestShares();

    @Test
    void a_key_has_its_share_and_others_theirs() {
        List<RequestShares.Share> taken = new ArrayList<>();
        for (int i = 0; i < RequestShares.OF_KEY; i++) {
            taken.add(shares.take(ANN, "192.0.2." + i));
        }

        busy(() -> shares.take(ANN, "192.0.2.99"));
        assertThatCode(() -> shares.take(BOB, "192.0.2.1")).doesNotThrowAnyException();
        taken.getFirst().close();
        assertThatCode(() -> shares.take(ANN, "192.0.2.1")).doesNotThrowAnyException();
    }

    @Test
    void an_address_without_a_key_has_its_share_whichever_of_its_network_it_sends_from() {
        for (int i = 0; i < RequestShares.OF_ADDRESS; i++) {
            shares.take(null, "2001:db8::" + i);
        }

        busy(() -> shares.take(null, "2001:db8::ffff"));
        assertThatCode(() -> shares.take(null, "2001:db8:1::")).doesNotThrowAnyException();
        assertThatCode(() -> shares.take(ANN, "2001:db8::1")).doesNotThrowAnyException();
    }

    @Test
    void all_without_a_key_leave_room_for_those_with_one() {
        int taken = 0;
        while (taken < RequestShares.WITHOUT_KEY) {
            shares.take(null, "192.0.2." + taken % 200);
            taken++;
        }

        busy(() -> shares.take(null, "198.51.100.1"));
        assertThatCode(() -> shares.take(ANN, "198.51.100.1")).doesNotThrowAnyException();
    }

    private static void busy(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }
}
