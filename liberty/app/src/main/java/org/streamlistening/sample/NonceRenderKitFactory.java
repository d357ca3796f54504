package org.streamlistening.sample;

import jakarta.faces.context.FacesContext;
import jakarta.faces.context.ResponseWriter;
import jakarta.faces.render.RenderKit;
import jakarta.faces.render.RenderKitFactory;
import jakarta.faces.render.RenderKitWrapper;
import java.io.Writer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Writes every response with a {@link NonceResponseWriter}. */
public class NonceRenderKitFactory extends RenderKitFactory {

    /** Called by Faces with the factory that it decorates. */
    public NonceRenderKitFactory(RenderKitFactory wrapped) {
        super(wrapped);
    }

    @Override
    public void addRenderKit(String id, RenderKit renderKit) {
        getWrapped().addRenderKit(id, renderKit);
    }

    @Override
    public @Nullable RenderKit getRenderKit(@Nullable FacesContext context, String id) {
        RenderKit renderKit = getWrapped().getRenderKit(context, id);
        return renderKit == null ? null : new NonceRenderKit(renderKit);
    }

    @Override
    public Iterator<String> getRenderKitIds() {
        return getWrapped().getRenderKitIds();
    }

    private static final class NonceRenderKit extends RenderKitWrapper {

        NonceRenderKit(RenderKit wrapped) {
            super(wrapped);
        }

        @Override
        public ResponseWriter createResponseWriter(
                Writer writer, @Nullable String contentTypes, @Nullable String encoding) {
            return new NonceResponseWriter(getWrapped().createResponseWriter(writer, contentTypes, encoding));
        }
    }
}
