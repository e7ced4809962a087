// The tags of HTML: every element of the living standard, by its own name (template_ has a trailing
// underscore, as C++ keeps the word).
//
//   using namespace bonito;
//   auto page = dom::main(dom::h1("Hello"), dom::p("Some ", dom::em("text")));
#pragma once
#include "bonito/dom/tag.hpp"

namespace bonito::dom {

// the document
inline constexpr Tag html{"html"}, base{"base"}, head{"head"}, link{"link"}, meta{"meta"}, style{"style"},
    title{"title"}, body{"body"};
// sections
inline constexpr Tag address{"address"}, article{"article"}, aside{"aside"}, footer{"footer"}, h1{"h1"}, h2{"h2"},
    h3{"h3"}, h4{"h4"}, h5{"h5"}, h6{"h6"}, header{"header"}, hgroup{"hgroup"}, main{"main"}, nav{"nav"},
    search{"search"}, section{"section"};
// blocks
inline constexpr Tag blockquote{"blockquote"}, dd{"dd"}, div{"div"}, dl{"dl"}, dt{"dt"}, figcaption{"figcaption"},
    figure{"figure"}, hr{"hr"}, li{"li"}, menu{"menu"}, ol{"ol"}, p{"p"}, pre{"pre"}, ul{"ul"};
// words
inline constexpr Tag a{"a"}, abbr{"abbr"}, b{"b"}, bdi{"bdi"}, bdo{"bdo"}, br{"br"}, cite{"cite"}, code{"code"},
    data{"data"}, dfn{"dfn"}, em{"em"}, i{"i"}, kbd{"kbd"}, mark{"mark"}, q{"q"}, rp{"rp"}, rt{"rt"}, ruby{"ruby"},
    s{"s"}, samp{"samp"}, small{"small"}, span{"span"}, strong{"strong"}, sub{"sub"}, sup{"sup"}, time{"time"}, u{"u"},
    var{"var"}, wbr{"wbr"};
// edits
inline constexpr Tag del{"del"}, ins{"ins"};
// embedded
inline constexpr Tag area{"area"}, audio{"audio"}, canvas{"canvas"}, embed{"embed"}, iframe{"iframe"}, img{"img"},
    map{"map"}, object{"object"}, picture{"picture"}, source{"source"}, track{"track"}, video{"video"};
// scripts
inline constexpr Tag noscript{"noscript"}, script{"script"}, slot{"slot"}, template_{"template"};
// tables
inline constexpr Tag caption{"caption"}, col{"col"}, colgroup{"colgroup"}, table{"table"}, tbody{"tbody"}, td{"td"},
    tfoot{"tfoot"}, th{"th"}, thead{"thead"}, tr{"tr"};
// forms
inline constexpr Tag button{"button"}, datalist{"datalist"}, fieldset{"fieldset"}, form{"form"}, input{"input"},
    label{"label"}, legend{"legend"}, meter{"meter"}, optgroup{"optgroup"}, option{"option"}, output{"output"},
    progress{"progress"}, select{"select"}, selectedcontent{"selectedcontent"}, textarea{"textarea"};
// things that open
inline constexpr Tag details{"details"}, dialog{"dialog"}, summary{"summary"};

}  // namespace bonito::dom
