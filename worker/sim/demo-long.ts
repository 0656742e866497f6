// The demo's long answer: about two thousand words on what happens between a question and its answer.

export const LONG = `This is a prepared text of about two thousand words, so that you can see a long answer grow, scroll back while it does, and stop it. I am the demo and did not make it up just now. It tells what happens when a model at home answers a question.

# The way of one answer

## 1. A question leaves the phone

You sit in a train and type a question. It is twelve words long. In the machine it is some sixty bytes, less than the picture of a full stop, and for a moment it is only on your phone.

Then you press the arrow, and three things are made before anything is sent. The message gets a name of its own, a short random word that nobody else will ever use. The chat has such a name already. And the page draws your message at once, as if it had arrived, since it knows how to correct itself if it has not.

The name matters more than it seems. A train goes through tunnels. If the connection breaks at the wrong moment, the phone cannot know whether its message got through: perhaps it was lost on the way out, perhaps only the answer was lost on the way back. So it sends the same message again, under the same name. A server that has seen the name before does not start a second answer. It says: I know this one, come and listen. A message with a name can be sent twenty times and happens once.

## 2. The door

Somewhere between the phone and your house stands a small program. It is the door. It looks at who is knocking, decides whether they may come in, and writes down what they want before it does anything about it. That order is worth a second look. A program that first acts and then writes can be interrupted between the two, and then it has done something that it does not remember. A program that first writes can be interrupted anywhere. When it wakes up, it reads its own notes and sees what was left undone.

So the door writes: *here is a message, and an answer to it has begun*. Only then does it turn around and call home.

It does not ask the phone to wait on the line, either. The answer belongs to the door, not to the phone. If the phone goes away, because the train has reached its tunnel, or because you put it in your pocket and it fell asleep, the door goes on listening to the model and goes on writing. When you come back, it tells you everything from the point you had reached. It knows that point because every small piece of the answer has a number, and the phone says: *I have everything up to 212*.

## 3. Home, if anybody is in

Home is a computer with a good graphics card, standing under a desk. It has no address that the world can reach, and that is a good thing, because a computer that the world can reach is a computer that the world tries to break into. So it has called out instead. A small program at home opened a connection to a meeting place on the internet, and holds it open. Whatever comes to the meeting place is passed through that connection, backwards, into the house. People call this a tunnel.

A tunnel has one property that is easy to forget: it has two ends. The outer end can be perfectly well while nobody is at the inner end. The computer may sleep. It may be awake while the model server is not running. The server may be running while no model is loaded. A model may be loaded while it is busy with somebody else. From the train all of these look the same: nothing comes back. But they need different remedies. One needs somebody to press the power button, another needs a click in a window, and the last needs nothing except patience. A helpful door tells them apart and says which one it is. A merely polite door shows a turning wheel.

## 4. Reading

Let us say that home is in, the model is loaded, and it is your turn. The question arrives. The first thing that happens is not thinking. It is cutting.

A language model does not read letters, and it does not quite read words. It reads *tokens*: pieces of text, from a fixed list of perhaps a hundred thousand, that were chosen because they occur often. A common word is one token. A rare one is cut into several. A space usually belongs to the word that follows it. As a rule of thumb, a hundred English words make about a hundred and thirty tokens, and a language that was rarer in the training data costs more.

Your twelve words become some sixteen tokens. But they are not sent alone. A model has no memory between two questions: it is as fresh each time as on the day it was finished. What looks like memory is a trick of great simplicity. Each time, the whole conversation so far is sent along, your words and its own, and the model reads it all again from the top.

This is why a long chat gets slower at the start of each answer, and why there is a limit. The model has a *context*, a window of a certain width, and everything must fit in it: the conversation, your new question, and the answer still to be written. When a chat outgrows the window, something has to be left out, and the oldest part is usually the best choice. What matters is that you are told. An answer that has quietly forgotten the beginning is worse than one that says so.

The reading itself is hard work for the machine, but work of a pleasant kind, because all tokens can be read side by side. A graphics card is built for exactly that: thousands of small calculators that do the same thing at the same time. It may read a thousand tokens a second, or several thousand. Yet a long conversation can have thirty thousand, and then half a minute passes in which nothing seems to happen at all.

## 5. The first word

Now the model has read everything, and it does the only thing it can do. It looks at the text as it stands and works out, for each of the hundred thousand tokens on its list, how well that token would do as the next one.

That is all. There is no second step in which it decides what it wants to say. Whatever there is of meaning, of knowledge, of tact or of nonsense is contained in that long list of numbers. Then one token is drawn, with a little chance mixed in so that the same question does not always lead down the same path. The token is written at the end of the text. And the whole thing starts again, with a text that is one token longer.

Unlike reading, writing cannot be done side by side. The second word depends on the first. For every single token the machine has to go through the entire model, all of its billions of numbers, once. This is why the speed of a model at home is mostly a question of memory, and not of arithmetic: how fast can those numbers be carried past the calculators? A model of five gigabytes on a card that moves three hundred gigabytes a second can be carried past sixty times a second, at the very best. So it writes at most sixty tokens a second, and usually somewhat fewer. A larger model is slower in proportion, and a model that does not fit on the card, and has to be fetched in part from the slower memory beside it, is slower by far.

## 6. The way back

The first token is a word. It would be a waste to wait for the rest, so it is sent off at once, in a small envelope of its own. The envelope is much larger than the letter: to carry a word of five characters it may need two hundred bytes, with the name of the model and a few formalities. Nobody minds. At forty words a second that is still less than a slow song.

It goes out through the tunnel, to the door. The door opens the envelope, takes out the word, gives it a number, writes it down, and passes it on. *Writes it down, and passes it on*, in that order again. If the power failed between the two, you would have a word in the notes that you have not yet seen, and you would get it later. The other way round you would have seen a word that nobody can show you again. It is a small difference, repeated forty times a second, and it is the whole difference between a chat that you can trust and one that sometimes loses a paragraph.

Nothing on this way is allowed to collect words in order to save work. Every station is tempted to. A program that moves data likes full boxes, and it will happily wait until a box is full; somewhere between home and train, one of these programs may hold your words for a while and then hand you a whole page. When that happens, the answer does not flow but jumps. There is no harm in it, but it tells you that somebody on the way is packing boxes.

## 7. On the glass

On the phone, the words arrive and have to be made into something to look at. The text may contain a heading, or a list, or a piece of a program. It comes in pieces that respect none of these: a table is torn in the middle of a row, a bold word has its first two stars and not yet its last two. The page has to make something sensible of every half-finished state, sixty times a second, without moving what you are reading at that moment.

And there is a simple courtesy that is oddly rare. If you scroll up to read the beginning again, the page should stay where you are. The end can grow without you. It will still be there when you come back, and one button is enough to say so.

## 8. The end

At some point the token that is drawn is not a word. It is a special mark that means: *this is the end*. The model did not plan to stop there, any more than it planned the rest. The mark was simply the best next token.

It is only one of several endings, and a good door does not confuse them. The model may have said what it had to say. It may have reached a limit of length, in the middle of a sentence; then there is more, and you can ask for it. You may have pressed Stop, which closes the connection, and closing the connection is how a model server learns that nobody is listening any more. Or something broke. The graphics card ran out of memory, the house lost its power, the program was updated. Then the answer ends where it ends, and everything that was written until that moment is kept and shown, with a plain note that says it was interrupted.

What should never happen is that an answer ends and nobody says which of these it was.

## 9. Afterwards

You have read the answer. It is stored at the door, as the text that the model sent, to the letter. The small numbered pieces have done their work and are swept together. The list of your chats shows this one at the top. If you open it tonight on another computer, it is there, and looks as it did on the train.

Your computer at home has already forgotten everything. Its card is cool again, and the model sits in its memory as fresh as before, with no idea that it ever spoke to you. That is rather restful, when you think about it. All that was said is in one place, and the place is yours.

---

That was the end of the long answer. I am still the demo: what you saw was prepared text, sent one word at a time. To have a model write something of its own, say **connect LM Studio**.
`
