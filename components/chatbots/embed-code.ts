/** The line that puts a chatbot onto a page. */
export function embedCode(baseUrl: string, chatbotId: string): string {
  return `<script src="${baseUrl}/widget.js" data-chatbot="${chatbotId}" async></script>`;
}

/**
 * What a page's Content-Security-Policy must allow; the tests show the chat on a page that allows nothing else. Styles,
 * pictures, fonts and frames need nothing, and Trusted Types may be required.
 */
export function neededPolicy(baseUrl: string): string {
  return `script-src ${baseUrl}; connect-src ${baseUrl}`;
}
