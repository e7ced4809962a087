#include "session/module_imports.hpp"

#include <algorithm>
#include <string>

namespace bonito::detail {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

enum class Kind { name, string, other, end };

struct Token {
  Kind kind = Kind::end;
  std::string_view text = {};  // of a string: without its quotation marks
};

// JavaScript's tokens, so far as it matters here: templates are skipped but for the code in them.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text), at_(text.starts_with("\xEF\xBB\xBF") ? 3 : 0) {}

  Token next() {
    skip_blanks();
    if (at_ >= text_.size()) return {};
    const char c = text_[at_];
    if (is_name_character(c)) return name();
    if (c == '"' || c == '\'') return string();
    ++at_;
    if (c == '`') return template_from_here();
    if (c == '}' && !open_.empty() && open_.back().is_template) {
      open_.pop_back();
      return template_from_here();
    }
    if (c == '/' && begins_expression_) return expression();
    if ((c == '+' || c == '-') && at_ < text_.size() && text_[at_] == c) {
      ++at_;  // after a value it leaves one: x++ / 2
      return other(2);
    }
    if (c == '(' || c == '[' || c == '{')
      open_.push_back({.is_template = false, .of_statement = after_statement_word_});
    begins_expression_ = true;
    if (c == ')' || c == ']' || c == '}') {
      // After `if (x)` an expression begins; after `f(x)` one goes on. A block is taken to end a statement.
      begins_expression_ = c == '}' || (c == ')' && !open_.empty() && open_.back().of_statement);
      if (!open_.empty()) open_.pop_back();
    }
    return other(1);
  }

  std::size_t offset_of(const Token& token) const { return static_cast<std::size_t>(token.text.data() - text_.data()); }

 private:
  struct Open {
    bool is_template = false;   // the "${" of one
    bool of_statement = false;  // the "(" after `if` and its like
  };

  Token other(std::size_t size) {
    after_statement_word_ = false;
    return {Kind::other, text_.substr(at_ - size, size)};
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (static_cast<unsigned char>(rest[0]) <= ' ') {
        ++at_;
      } else if (rest.starts_with("//") || (at_ == 0 && rest.starts_with("#!"))) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const auto end = text_.find("*/", at_ + 2);
        at_ = end == text_.npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  Token name() {
    const auto first = at_;
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    const auto word = text_.substr(first, at_ - first);
    const bool is_member = after_dot_at(first);
    constexpr std::string_view before_expressions[] = {"return", "typeof",  "case",       "do",     "else", "in",
                                                       "of",     "delete",  "void",       "throw",  "new",  "yield",
                                                       "await",  "default", "instanceof", "extends"};
    constexpr std::string_view of_statements[] = {"if", "while", "for", "with"};
    begins_expression_ = !is_member && std::ranges::find(before_expressions, word) != std::end(before_expressions);
    after_statement_word_ = !is_member && std::ranges::find(of_statements, word) != std::end(of_statements);
    return {Kind::name, word};
  }

  bool after_dot_at(std::size_t first) const {
    while (first > 0 && static_cast<unsigned char>(text_[first - 1]) <= ' ') --first;
    return first > 0 && text_[first - 1] == '.' && !(first > 1 && text_[first - 2] == '.');
  }

  Token string() {
    const char mark = text_[at_];
    const auto first = ++at_;
    while (at_ < text_.size() && text_[at_] != mark && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
    const auto end = std::min(at_, text_.size());
    at_ = std::min(end + 1, text_.size());
    begins_expression_ = after_statement_word_ = false;
    return {Kind::string, text_.substr(first, end - first)};
  }

  // Up to its end, or to code in it.
  Token template_from_here() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '`') {
        ++at_;
        begins_expression_ = false;
        return other(1);
      }
      if (text_.substr(at_).starts_with("${")) {
        at_ += 2;
        open_.push_back({.is_template = true});
        begins_expression_ = true;
        return other(1);
      }
      at_ += c == '\\' ? 2 : 1;
    }
    at_ = text_.size();
    return {};
  }

  // /a[/]b/g
  Token expression() {
    bool in_class = false;
    while (at_ < text_.size() && text_[at_] != '\n' && (in_class || text_[at_] != '/')) {
      const char c = text_[at_];
      if (c == '[') in_class = true;
      if (c == ']') in_class = false;
      at_ += c == '\\' ? 2 : 1;
    }
    at_ = std::min(at_ + 1, text_.size());
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    begins_expression_ = false;
    return other(1);
  }

  const std::string_view text_;
  std::size_t at_;
  std::vector<Open> open_;
  bool begins_expression_ = true;  // here a "/" is no division
  bool after_statement_word_ = false;
};

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text), tokens_(text) {}

  std::vector<ModuleImport> find() {
    Token before;
    for (Token token = tokens_.next(); token.kind != Kind::end;) {
      const bool is_member = before.text == ".";
      before = token;
      if (token.kind == Kind::name && !is_member && token.text == "import") {
        token = import();
      } else if (token.kind == Kind::name && !is_member && token.text == "export") {
        token = export_from();
      } else {
        token = tokens_.next();
      }
    }
    return std::move(found_);
  }

 private:
  // Each gives the token that follows what it has read.
  Token import() {
    Token token = tokens_.next();
    if (token.kind == Kind::string) return take(token);
    if (token.text == "(") {
      token = tokens_.next();
      if (token.kind != Kind::string) return token;
      const Token end = tokens_.next();  // import("./a" + b) is none
      if (end.text == ")" || end.text == ",") add(token);
      return end;
    }
    if (token.text == ".") return tokens_.next();  // import.meta
    return clause(token);
  }

  Token export_from() {
    const Token token = tokens_.next();
    return token.text == "{" || token.text == "*" ? clause(token) : token;
  }

  // `a, {b as c} from "x"`: names, and what stands between them, up to `from` and its string.
  Token clause(Token token) {
    bool after_from = false;
    for (; token.kind != Kind::end; token = tokens_.next()) {
      if (token.kind == Kind::string) {
        if (after_from) return take(token);
        continue;  // {"a name" as b}
      }
      constexpr std::string_view between = "{},*";
      if (token.kind == Kind::other && between.find(token.text) == between.npos) return token;
      if (token.text == "import" || token.text == "export") return token;  // `export {a}` had no `from`
      after_from = token.text == "from";
    }
    return token;
  }

  Token take(const Token& name) {
    add(name);
    return tokens_.next();
  }

  void add(const Token& name) {
    const auto first = tokens_.offset_of(name);
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(first), '\n'));
    counted_ = first;
    found_.push_back({first, name.text.size(), line_});
  }

  const std::string_view text_;
  Tokens tokens_;
  std::vector<ModuleImport> found_;
  std::size_t line_ = 1, counted_ = 0;
};

}  // namespace

std::vector<ModuleImport> module_imports(std::string_view text) { return Finder(text).find(); }

}  // namespace bonito::detail
