package org.streamlistening.internal.runtime;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.Optional;
import org.streamlistening.consumer.CheckpointStore;
import org.streamlistening.internal.messages.NumberedMessage;

/** The application's {@link CheckpointStore} bean, which needs no qualifier. For any thread. */
public final class StoreBean {

    private StoreBean() {}

    /**
     * The bean; empty if there is none.
     *
     * @throws DeploymentException if there are several; for a WAR that shares this library, that is known only now
     */
    static Optional<CheckpointStore> of(BeanManager beanManager) {
        problem(beanManager).ifPresent(several -> {
            throw new DeploymentException(several);
        });
        Instance<CheckpointStore> store = beanManager.createInstance().select(CheckpointStore.class);
        return store.isUnsatisfied() ? Optional.empty() : Optional.of(store.get());
    }

    /** The problem with the beans of the application, if there is one. */
    public static Optional<String> problem(BeanManager beanManager) {
        try {
            beanManager.resolve(beanManager.getBeans(CheckpointStore.class));
            return Optional.empty();
        } catch (AmbiguousResolutionException several) {
            return Optional.of(NumberedMessage.SEVERAL_CHECKPOINT_STORES.text(String.valueOf(several.getMessage())));
        }
    }
}
