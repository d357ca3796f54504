package org.streamlistening.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.streamlistening.bench.Token;

/** The check that nothing was lost, doubled or out of order can fail. */
class ReceiverTest {

    private final Arrivals arrivals = new Arrivals(Duration.ofMillis(1));

    private void receive(int... indices) {
        arrivals.expect(indices.length);
        Receiver receiver = new Receiver(arrivals, 0);
        for (int index : indices) {
            receiver.received(new Token(index, index, ""));
        }
    }

    @Test
    void acceptsMessagesInOrder() throws InterruptedException {
        receive(0, 1, 2);
        arrivals.await();
        assertThat(arrivals.firstStamp()).isZero();
    }

    @Test
    void rejectsAMessageThatIsLostInTheMiddle() {
        receive(0, 2);
        assertThatThrownBy(arrivals::await).hasMessage("message 2 in place of 1");
    }

    @Test
    void rejectsAMessageThatIsLostAtTheEnd() {
        arrivals.expect(2);
        new Receiver(arrivals, 0).received(new Token(0, 0, ""));
        assertThatThrownBy(arrivals::await).hasMessage("only 1 messages of 2 arrived");
    }

    @Test
    void rejectsAMessageThatIsDoubled() {
        receive(0, 1, 1);
        assertThatThrownBy(arrivals::await).hasMessage("message 1 in place of 2");
    }

    @Test
    void rejectsMessagesOutOfOrder() {
        receive(1, 0);
        assertThatThrownBy(arrivals::await).hasMessage("message 1 in place of 0");
    }

    @Test
    void rejectsAMessageAfterTheLast() throws InterruptedException {
        arrivals.expect(1);
        Receiver receiver = new Receiver(arrivals, 0);
        receiver.received(new Token(0, 0, ""));
        arrivals.await();
        receiver.received(new Token(1, 0, ""));
        assertThatThrownBy(arrivals::check).hasMessage("more messages than the 1 expected");
    }
}
