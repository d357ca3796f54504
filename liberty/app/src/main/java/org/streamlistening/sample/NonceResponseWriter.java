package org.streamlistening.sample;

import jakarta.faces.component.UIComponent;
import jakarta.faces.context.FacesContext;
import jakarta.faces.context.ResponseWriter;
import jakarta.faces.context.ResponseWriterWrapper;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Gives each script that Faces writes into the page the nonce of the {@linkplain SecurityHeaders content security
 * policy}: f:websocket starts by an inline script, and without a nonce the policy would permit injected scripts, too.
 */
final class NonceResponseWriter extends ResponseWriterWrapper {

    private static final String SCRIPT = "<script";

    NonceResponseWriter(ResponseWriter wrapped) {
        super(wrapped);
    }

    @Override
    public ResponseWriter cloneWithWriter(Writer writer) {
        return new NonceResponseWriter(getWrapped().cloneWithWriter(writer));
    }

    @Override
    public void startElement(String name, @Nullable UIComponent component) throws IOException {
        super.startElement(name, component);
        String nonce = nonce();
        if ("script".equals(name) && nonce != null) {
            writeAttribute("nonce", nonce, null);
        }
    }

    /** MyFaces keeps the script of f:websocket until the end of the page, and then writes it in one piece. */
    @Override
    public void write(String markup) throws IOException {
        String nonce = nonce();
        // Only that script, which contains no text of a user; other markup may.
        boolean websocket = nonce != null && markup.startsWith(SCRIPT) && markup.contains("faces.push.init(");
        super.write(websocket ? SCRIPT + " nonce=\"" + nonce + "\"" + markup.substring(SCRIPT.length()) : markup);
    }

    private static @Nullable String nonce() {
        return (String) FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestMap()
                .get(SecurityHeaders.NONCE);
    }
}
