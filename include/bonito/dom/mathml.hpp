// The tags of MathML: every element of MathML Core, by its own name.
//
//   using namespace bonito;
//   auto half = mathml::math(mathml::mfrac(mathml::mn(1), mathml::mn(2)));
#pragma once
#include "bonito/dom/tag.hpp"

namespace bonito::mathml {

inline constexpr dom::Tag math{"math"}, annotation{"annotation"}, annotation_xml{"annotation-xml"},
    semantics{"semantics"};
// what is read as one: HTML may stand in these
inline constexpr dom::Tag mi{"mi"}, mn{"mn"}, mo{"mo"}, ms{"ms"}, mtext{"mtext"};
// what holds others
inline constexpr dom::Tag maction{"maction"}, merror{"merror"}, mfrac{"mfrac"}, mmultiscripts{"mmultiscripts"},
    mover{"mover"}, mpadded{"mpadded"}, mphantom{"mphantom"}, mprescripts{"mprescripts"}, mroot{"mroot"}, mrow{"mrow"},
    mspace{"mspace"}, msqrt{"msqrt"}, mstyle{"mstyle"}, msub{"msub"}, msubsup{"msubsup"}, msup{"msup"},
    mtable{"mtable"}, mtd{"mtd"}, mtr{"mtr"}, munder{"munder"}, munderover{"munderover"};

}  // namespace bonito::mathml
