package org.streamlistening.internal.store.notices;

import java.util.Set;

/**
 * What is sent together.
 *
 * @param ids the changed streams; empty if any stream may have changed
 * @param everything whether any stream may have changed
 */
record NoticeBatch(Set<String> ids, boolean everything) {

    static final NoticeBatch EVERYTHING = new NoticeBatch(Set.of(), true);

    static NoticeBatch of(Set<String> ids) {
        return new NoticeBatch(ids, false);
    }
}
