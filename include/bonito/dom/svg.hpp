// The tags of SVG: every element of SVG 2, by its own name (switch_ has a trailing underscore).
//
//   using namespace bonito;
//   auto dot = svg::svg("viewBox"_a = "0 0 10 10", svg::circle("cx"_a = 5, "cy"_a = 5, "r"_a = radius));
#pragma once
#include "bonito/dom/tag.hpp"

namespace bonito::svg {

// structure
inline constexpr dom::Tag svg{"svg"}, defs{"defs"}, desc{"desc"}, g{"g"}, metadata{"metadata"}, symbol{"symbol"},
    title{"title"}, use{"use"}, view{"view"};
// shapes, text and what stands beside them
inline constexpr dom::Tag a{"a"}, circle{"circle"}, ellipse{"ellipse"}, foreignObject{"foreignObject"}, image{"image"},
    line{"line"}, path{"path"}, polygon{"polygon"}, polyline{"polyline"}, rect{"rect"}, script{"script"},
    style{"style"}, switch_{"switch"}, text{"text"}, textPath{"textPath"}, tspan{"tspan"};
// animation
inline constexpr dom::Tag animate{"animate"}, animateMotion{"animateMotion"}, animateTransform{"animateTransform"},
    discard{"discard"}, mpath{"mpath"}, set{"set"};
// paint
inline constexpr dom::Tag clipPath{"clipPath"}, linearGradient{"linearGradient"}, marker{"marker"}, mask{"mask"},
    pattern{"pattern"}, radialGradient{"radialGradient"}, stop{"stop"};
// filters
inline constexpr dom::Tag feBlend{"feBlend"}, feColorMatrix{"feColorMatrix"},
    feComponentTransfer{"feComponentTransfer"}, feComposite{"feComposite"}, feConvolveMatrix{"feConvolveMatrix"},
    feDiffuseLighting{"feDiffuseLighting"}, feDisplacementMap{"feDisplacementMap"}, feDistantLight{"feDistantLight"},
    feDropShadow{"feDropShadow"}, feFlood{"feFlood"}, feFuncA{"feFuncA"}, feFuncB{"feFuncB"}, feFuncG{"feFuncG"},
    feFuncR{"feFuncR"}, feGaussianBlur{"feGaussianBlur"}, feImage{"feImage"}, feMerge{"feMerge"},
    feMergeNode{"feMergeNode"}, feMorphology{"feMorphology"}, feOffset{"feOffset"}, fePointLight{"fePointLight"},
    feSpecularLighting{"feSpecularLighting"}, feSpotLight{"feSpotLight"}, feTile{"feTile"},
    feTurbulence{"feTurbulence"}, filter{"filter"};

}  // namespace bonito::svg
