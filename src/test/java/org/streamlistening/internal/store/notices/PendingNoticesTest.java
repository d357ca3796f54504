package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PendingNoticesTest {

    private final PendingNotices pending = new PendingNotices();

    @Test
    void gathersEachIdOnce() throws InterruptedException {
        pending.add("hot");
        pending.add("other");
        pending.add("hot");
        assertThat(pending.take()).contains(NoticeBatch.of(Set.of("hot", "other")));
        pending.add("next");
        assertThat(pending.take()).contains(NoticeBatch.of(Set.of("next")));
    }

    @Test
    void namesNoStreamsAboveItsLimit() throws InterruptedException {
        String id = "x".repeat(1000);
        int most = PendingNotices.MAX_CHARACTERS / (PendingNotices.CHARACTERS_PER_ID + 1005);
        for (int i = 0; i < most; i++) {
            pending.add(id + String.format("%05d", i));
        }
        assertThat(pending.take().orElseThrow().ids()).hasSize(most);
        for (int i = 0; i < most + 2; i++) {
            pending.add(id + String.format("%05d", i));
        }
        assertThat(pending.take()).contains(NoticeBatch.EVERYTHING);
        pending.add("next");
        assertThat(pending.take()).contains(NoticeBatch.of(Set.of("next")));
    }

    @Test
    void takesBackWhatCouldNotBeSent() throws InterruptedException {
        pending.add("second");
        pending.addAgain(NoticeBatch.of(Set.of("first")));
        assertThat(pending.take()).contains(NoticeBatch.of(Set.of("first", "second")));
        pending.add("third");
        pending.addAgain(NoticeBatch.EVERYTHING);
        assertThat(pending.take()).contains(NoticeBatch.EVERYTHING);
    }

    @Test
    void givesOutTheRestAfterItsEnd() throws InterruptedException {
        pending.add("last");
        pending.close();
        pending.add("too late");
        assertThat(pending.take()).contains(NoticeBatch.of(Set.of("last")));
        assertThat(pending.take()).isEqualTo(Optional.empty());
    }
}
