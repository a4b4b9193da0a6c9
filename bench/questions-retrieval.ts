// Questions as customers put them, with misspellings and other words than the sources have, and where their answer
// stands: in the guidelines by topic and case, in a product by its title. Each was read beside its source.

/** A question, and the titles of the sources that answer it. */
export interface RetrievalQuestion {
  question: string;
  sources: readonly string[];
}

const ask = (question: string, ...sources: string[]): RetrievalQuestion => ({ question, sources });

/** Every third one, from the third on, was held out while the search was tuned. */
export function isHeldOut(index: number): boolean {
  return index % 3 === 2;
}

export const RETRIEVAL_QUESTIONS: readonly RetrievalQuestion[] = [
  // Returns and refunds
  ask(
    "I'd like my money back, what do I have to tell you?",
    "Product Defect: Initiate Refund",
    "Storewide Query: Policy FAQ",
  ),
  ask(
    "How do I start a refund for something I bought?",
    "Product Defect: Initiate Refund",
    "Storewide Query: Policy FAQ",
  ),
  ask("can i add one more item to the refund i already asked for", "Product Defect: Update Refund"),
  ask("I forgot to include a shirt in my existing refund", "Product Defect: Update Refund"),
  ask("where is my refund? its been two weeks", "Product Defect: Refund Status"),
  ask("will the refnd go to my credit card or paypal", "Product Defect: Refund Status"),
  ask(
    "The blouse came with a big stain on it, I want to send it back",
    "Product Defect: Return Due to Stain",
  ),
  ask("stained trousers, how to return", "Product Defect: Return Due to Stain"),
  ask("the color is not what I saw on the website, can I return it", "Product Defect: Return Due to Color"),
  ask("wrong colour!! want to send back", "Product Defect: Return Due to Color"),
  ask(
    "These jeans don't fit, they're the wrong size. How do I return them?",
    "Product Defect: Return Due to Size",
  ),
  ask("too small, need to retrun it", "Product Defect: Return Due to Size"),
  // Orders
  ask("There's an extra charge on my order that I don't understand", "Order Issue: Status Mystery Fee"),
  ask("what is this mysterious fee you added", "Order Issue: Status Mystery Fee"),
  ask("my parcel should come in the evening, not in the morning", "Order Issue: Status Delivery Time"),
  ask(
    "can you move the delivery from morning to a later time that day?",
    "Order Issue: Status Delivery Time",
  ),
  ask(
    "It says I payed by debit card but I wanted paypal for this order",
    "Order Issue: Status Payment Method",
    "Manage Account: Manage Payment Method",
  ),
  ask(
    "the payment method on my order is wrong",
    "Order Issue: Status Payment Method",
    "Manage Account: Manage Payment Method",
  ),
  ask("I ordered two but the email confirmation says three", "Order Issue: Status Quantity"),
  ask("confirmation mail shows the wrong quantity", "Order Issue: Status Quantity"),
  ask(
    "Could I get overnight shipping instead?",
    "Order Issue: Manage Upgrade",
    "Storewide Query: Pricing FAQ",
  ),
  ask(
    "upgrade my order to overnite shipping please",
    "Order Issue: Manage Upgrade",
    "Storewide Query: Pricing FAQ",
  ),
  ask(
    "next week is fine for delivery, can I save on the shipping fee?",
    "Order Issue: Manage Downgrade",
    "Shipping Issue: Shipping Cost",
  ),
  ask(
    "I don't need it fast, slower delivery to pay less",
    "Order Issue: Manage Downgrade",
    "Shipping Issue: Shipping Cost",
  ),
  ask("I want to add a pair of socks to an order I already placed", "Order Issue: Manage Create"),
  ask("is it possible to add anohter item to my existing order", "Order Issue: Manage Create"),
  ask("I accidentally ordered two, I meant to order just one", "Order Issue: Manage Cancel"),
  ask("cancel one of the items, I clicked twice by accident", "Order Issue: Manage Cancel"),
  // Account access
  ask("what's my username? i can't remember it", "Account Access: Recover Username"),
  ask("Forgot my user name", "Account Access: Recover Username"),
  ask("I can't log in, forgot my pasword", "Account Access: Recover Password"),
  ask("need a new password", "Account Access: Recover Password"),
  ask("lost my phone and can't get past two factor authentication", "Account Access: Reset Two-Factor Auth"),
  ask("how do i reset my 2 factor auth code", "Account Access: Reset Two-Factor Auth"),
  // The website
  ask("your site keeps rejecting my credit card", "Troubleshoot Site: Invalid Credit Card"),
  ask("It says my credt card is invalid but it works elsewhere", "Troubleshoot Site: Invalid Credit Card"),
  ask("I add things to my cart but nothing happens", "Troubleshoot Site: Cart Not Updating"),
  ask("shoping cart not updating", "Troubleshoot Site: Cart Not Updating"),
  ask("whatever I search for, it says no results found", "Troubleshoot Site: Search Not Working"),
  ask("the search box on your page is broken", "Troubleshoot Site: Search Not Working"),
  ask("your website takes forever to load, it's unusable", "Troubleshoot Site: Website Too Slow"),
  ask("why is the webiste so slow", "Troubleshoot Site: Website Too Slow"),
  // The account
  ask("There's a service on my account that I never signed up for", "Manage Account: Status Service Added"),
  ask(
    "an unknown service was added to my plan",
    "Manage Account: Status Service Added",
    "Manage Account: Status Service Removed",
  ),
  ask("you took a service off my plan by mistake, I want it back", "Manage Account: Status Service Removed"),
  ask("why was my service removed", "Manage Account: Status Service Removed"),
  ask(
    "Does my account include free international shipping?",
    "Manage Account: Status Shipping Question",
    "Storewide Query: Pricing FAQ",
  ),
  ask(
    "do members get free shippping to other countries",
    "Manage Account: Status Shipping Question",
    "Storewide Query: Membership FAQ",
    "Storewide Query: Pricing FAQ",
  ),
  ask("I had some credit on my account and now it's missing", "Manage Account: Status Credit Missing"),
  ask("my store credits disapeared", "Manage Account: Status Credit Missing"),
  ask(
    "I moved house, how do I change my address?",
    "Manage Account: Manage Change Address",
    "Shipping Issue: Manage Shipping",
  ),
  ask("update street adress on my account", "Manage Account: Manage Change Address"),
  ask("I got married and need to change my last name", "Manage Account: Manage Change Name"),
  ask("my name is spelled wrong on my account", "Manage Account: Manage Change Name"),
  ask("got a new phone number, where do i change it", "Manage Account: Manage Change Phone"),
  ask("chnage my phone number", "Manage Account: Manage Change Phone"),
  ask(
    "switch the payment method of my account from debit card to credit card",
    "Manage Account: Manage Payment Method",
    "Order Issue: Status Payment Method",
  ),
  ask(
    "I want to pay with PayPal from now on",
    "Manage Account: Manage Payment Method",
    "Order Issue: Status Payment Method",
  ),
  // Disputes
  ask("I saw the same jacket cheaper at a competitor", "Purchase Dispute: Bad Price Competitor"),
  ask("do you match competitor prices? another store is cheaper", "Purchase Dispute: Bad Price Competitor"),
  ask("this was cheaper yesterday!", "Purchase Dispute: Bad Price Yesterday"),
  ask("price went up overnight, yesterday it was lower", "Purchase Dispute: Bad Price Yesterday"),
  ask(
    "everything I want is out of stock, this is so annoying",
    "Purchase Dispute: Out-of-Stock General",
    "Purchase Dispute: Out-of-Stock One Item",
  ),
  ask(
    "why are your items always sold out of stock",
    "Purchase Dispute: Out-of-Stock General",
    "Purchase Dispute: Out-of-Stock One Item",
  ),
  ask(
    "the sweater I want is out of stock",
    "Purchase Dispute: Out-of-Stock One Item",
    "Purchase Dispute: Out-of-Stock General",
  ),
  ask(
    "when will one particular item be back in stock",
    "Purchase Dispute: Out-of-Stock One Item",
    "Purchase Dispute: Out-of-Stock General",
  ),
  ask(
    "my promo code is not accepted",
    "Purchase Dispute: Promo Code Invalid",
    "Purchase Dispute: Promo Code Out of Date",
  ),
  ask("discount promocode says invalid", "Purchase Dispute: Promo Code Invalid"),
  ask("the promo code I got is out of date, can I still use it?", "Purchase Dispute: Promo Code Out of Date"),
  ask(
    "my promo code expired yesterday",
    "Purchase Dispute: Promo Code Out of Date",
    "Storewide Query: Timing FAQ",
  ),
  ask("I already returned it but I was billed anyway", "Purchase Dispute: Mistimed Billing Already Returned"),
  ask(
    "sent the item back weeks ago and still no credit on my bill",
    "Purchase Dispute: Mistimed Billing Already Returned",
    "Product Defect: Refund Status",
  ),
  ask("You billed me for something I never bought", "Purchase Dispute: Mistimed Billing Never Bought"),
  ask(
    "theres a charge on my bill but i didnt buy anything",
    "Purchase Dispute: Mistimed Billing Never Bought",
  ),
  // Shipping
  ask("I got a strange email about my shipment, is it still on its way?", "Shipping Issue: Shipping Status"),
  ask("check shiping status", "Shipping Issue: Shipping Status"),
  ask("I need my package sent to a different shipping address", "Shipping Issue: Manage Shipping"),
  ask(
    "ordered the wrong thing, can you change the shipment before it leaves",
    "Shipping Issue: Manage Shipping",
  ),
  ask("my item never arrived", "Shipping Issue: Missing Item"),
  ask("package is missing, didn't recieve it", "Shipping Issue: Missing Item"),
  ask("Shipping is way too expensive, can you waive the fee?", "Shipping Issue: Shipping Cost"),
  ask("I want a refund of the shipping costs", "Shipping Issue: Shipping Cost"),
  // Subscription
  ask("did my payment go through, is my subscription still active?", "Subscription Inquiry: Status Active"),
  ask("is my premium subscripton active", "Subscription Inquiry: Status Active"),
  ask("how much do I owe for the subscription?", "Subscription Inquiry: Status Due Amount"),
  ask("what amount is due on my suscription", "Subscription Inquiry: Status Due Amount"),
  ask("on which day of the month does my subscription renew?", "Subscription Inquiry: Status Due Date"),
  ask(
    "when is my subscription payment due",
    "Subscription Inquiry: Status Due Date",
    "Subscription Inquiry: Status Due Amount",
  ),
  ask("I'd like to pay my subscription bill now", "Subscription Inquiry: Manage Pay Bill"),
  ask("renew my yearly subscription, $99", "Subscription Inquiry: Manage Pay Bill"),
  ask(
    "I can't pay for premium this month, could I have an extension?",
    "Subscription Inquiry: Manage Extension",
  ),
  ask(
    "need more time to pay the subscription",
    "Subscription Inquiry: Manage Extension",
    "Subscription Inquiry: Manage Pay Bill",
    "Storewide Query: Policy FAQ",
  ),
  ask("I was charged twice for my subscription", "Subscription Inquiry: Manage Dispute Bill"),
  ask(
    "somethings wrong with my subscription bill, it was billed 2 times",
    "Subscription Inquiry: Manage Dispute Bill",
  ),
  // Questions about things that are worn, and about the store
  ask("how do I get chewing gum off my boots", "Single-Item Query: Boots FAQ"),
  ask("are the boots waterprof and do they have a warranty?", "Single-Item Query: Boots FAQ"),
  ask("does the shirt shrink? how should it be washed", "Single-Item Query: Shirt FAQ"),
  ask("how long are the arms of the shirt and how wide is the collar", "Single-Item Query: Shirt FAQ"),
  ask("got grass stains on my jeans, how to get them out", "Single-Item Query: Jeans FAQ"),
  ask("how much does it cost to have jeans tailored", "Single-Item Query: Jeans FAQ"),
  ask("can I put the jacket in the washer or is it dry clean only", "Single-Item Query: Jacket FAQ"),
  ask("how do i take the hood off my jaket", "Single-Item Query: Jacket FAQ"),
  ask("How much for gift wrapping?", "Storewide Query: Pricing FAQ"),
  ask("can you stitch my name on it and what does it cost", "Storewide Query: Pricing FAQ"),
  ask("what membership levels are there, gold or silver?", "Storewide Query: Membership FAQ"),
  ask("benefits of becoming a premium memeber", "Storewide Query: Membership FAQ"),
  ask("what time does the local store open", "Storewide Query: Timing FAQ"),
  ask("when is the annual sale and when does the spring colection drop", "Storewide Query: Timing FAQ"),
  ask("what is your return policy", "Storewide Query: Policy FAQ"),
  ask("how do I cancel my subscription?", "Storewide Query: Policy FAQ"),
  // Things to wear
  ask("do you have a blue mens shirt made of cotton?", "Ocean Blue Shirt"),
  ask("womens varsity top with a letter on it", "Classic Varsity Top"),
  ask("a warm yellow wool jumpr for autumn", "Yellow Wool Jumper"),
  ask("white sleeveless top with flowers", "Floral White Top"),
  ask("silk blouse with black and red stripes", "Striped Silk Blouse"),
  ask("lether jacket for women", "Classic Leather Jacket"),
  ask("jean top with ripped hem", "Dark Denim Top"),
  ask("thin waterproof jacket for sports, navy", "Navy Sports Jacket", "Zipped Jacket"),
  ask("black winter jacket with fleece inside", "Soft Winter Jacket"),
  ask("is there a black handbag in leather?", "Black Leather Bag"),
  ask("mens waterprof jacket with a chest pocket and zip", "Zipped Jacket"),
  ask("short sleeve silk top", "Silk Summer Top"),
  ask("checkered flannel shirt for men", "Chequered Red Shirt"),
  ask("plain white cotton shrit", "White Cotton Shirt"),
  ask("something green, a loose jacket with big pockets", "Olive Green Jacket"),
  ask("blue tuxedo for a wedding", "Blue Silk Tuxedo"),
  ask("red sporty t-shirt", "Red Sports Tee"),
  ask("skirt with a matching top, striped", "Striped Skirt and Top"),
  ask("shoes with lights in the sole", "LED High Tops"),
  // For house and garden
  ask("I need a clay pot for my plants", "Clay Plant Pot"),
  ask("bedside lamp in cooper", "Copper Light"),
  ask("comfy cream couch with a wooden base", "Cream Sofa"),
  ask("old fashioned antique chest of drawers", "Antique Drawers"),
  ask("white bed sheets", "White Bed Clothes"),
  ask("armchiar in pink", "Pink Armchair"),
  ask("wooden table for the garden", "Wooden Outdoor Table"),
  ask("brown pillows for the sofa", "Brown Throw Pillows"),
  ask("ceramic flower pot, white", "White Ceramic Pot"),
  ask("can to water my flowers with, vintage", "Yellow watering can"),
  ask("hand trowel for gardening", "Gardening hand trowel"),
  ask("biodegradeable pots", "Biodegradable cardboard pots"),
  ask("four seater grey sofa", "Grey Sofa"),
  ask("slats for a fence outdoors", "Wooden outdoor slats", "Wooden Fence"),
  ask("2 seater sofa in yellow with wooden legs", "Yellow Sofa"),
  ask("knitted pillow in different colors", "Knitted Throw Pillows"),
  ask("candle that smells like vanila", "Vanilla candle"),
  ask("bean bag made of leather", "Black Beanbag"),
  ask("small wooden table to put next to my bed", "Bedside Table"),
];
