/** What begins the name of a WebSocket subprotocol that says who opens the socket: by a token, or by a ticket, which works once. */
export const tokenProtocol = "clickclack.bearer.";
export const ticketProtocol = "parley.ticket.";
