package org.streamlistening.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OpenResourcesTest {

    enum Act {
        ADD,
        REMOVE,
        CLOSE
    }

    private final List<Integer> closed = new ArrayList<>();
    private final OpenResources<Integer> open = new OpenResources<>(closed::add);

    @Test
    void aResourceAddedAfterTheEndIsClosedAtOnce() {
        open.close();
        assertThatThrownBy(() -> open.add(1)).isInstanceOf(CancellationException.class);
        assertThat(closed).containsExactly(1);
    }

    /** Each resource is closed once, unless it was removed before, in any order of the calls. */
    @Property
    void noResourceStaysOpen(@ForAll @Size(max = 20) List<Act> acts) {
        List<Integer> once = new ArrayList<>();
        OpenResources<Integer> some = new OpenResources<>(once::add);
        Set<Integer> expected = new TreeSet<>();
        boolean over = false;
        int last = 0;
        for (Act act : acts) {
            switch (act) {
                case ADD -> {
                    int one = ++last;
                    expected.add(one);
                    if (over) {
                        assertThatThrownBy(() -> some.add(one)).isInstanceOf(CancellationException.class);
                    } else {
                        some.add(one);
                    }
                }
                case REMOVE -> {
                    some.remove(last);
                    if (!over) {
                        expected.remove(last);
                    }
                }
                case CLOSE -> {
                    some.close();
                    over = true;
                }
            }
        }
        some.close();
        assertThat(once).containsExactlyInAnyOrderElementsOf(expected);
    }
}
