// Classes in all the ways they can be bound; classes.test.mjs uses them from JavaScript.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sinter/bind.h"

namespace bank {

enum class AccountFault { no_number, overdrawn };

struct Money {
  double amount;
  std::string currency;
};

/// How many C++ objects there are: what JavaScript disposed of must be gone here too.
int alive = 0;
class Alive {
 public:
  Alive() { ++alive; }
  Alive(const Alive&) { ++alive; }
  Alive(Alive&&) noexcept { ++alive; }
  ~Alive() { --alive; }
  Alive& operator=(const Alive&) = default;
  Alive& operator=(Alive&&) = default;
};

class Owner {
 public:
  explicit Owner(std::string name) : name(std::move(name)) {}
  std::string name;
  std::uint32_t length() const { return static_cast<std::uint32_t>(name.size()); }

 private:
  Alive alive_;
};

class Account {
 public:
  Account(std::string owner, double balance) : balance_(balance), owner_(std::move(owner)) {}
  explicit Account(double balance) : Account("nobody", balance) {}

  double balance() const noexcept { return balance_; }
  double limit() const { return limit_; }
  void set_limit(double limit) { limit_ = limit; }
  void deposit(double amount) { balance_ += amount; }
  void deposit(const Money& money) { balance_ += money.amount; }
  sinter::Fallible<double, AccountFault> withdraw(double amount) {
    if (balance_ + limit_ < amount) return std::unexpected(AccountFault::overdrawn);
    return balance_ -= amount;
  }
  Account operator+(const Account& other) const { return Account(owner_.name, balance_ + other.balance_); }
  Owner& owner() { return owner_; }
  const Owner* owner_if(std::string_view name) const { return owner_.name == name ? &owner_ : nullptr; }
  Account& richer(Account& other) { return other.balance_ > balance_ ? other : *this; }
  std::string describe(std::optional<std::string_view> prefix) const {
    return std::string(prefix.value_or("")) + owner_.name;
  }

  static sinter::Fallible<Account, AccountFault> parse(std::string_view text) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::unexpected(AccountFault::no_number);
    return Account("parsed", text[0] - '0');
  }
  static std::unique_ptr<Account> empty() { return std::make_unique<Account>(0); }
  static std::shared_ptr<Account> joint(std::string owner) { return std::make_shared<Account>(std::move(owner), 1); }

  std::int32_t note = 7;

 private:
  double balance_;
  double limit_ = 0;
  Owner owner_;
  Alive alive_;
};

/// Its base does not begin where it begins.
struct Rate {
  virtual ~Rate() = default;
  virtual double rate() const = 0;
};
class Savings : public Rate, public Account {
 public:
  Savings(std::string owner, double rate) : Account(std::move(owner), 100), rate_(rate) {}
  double rate() const override { return rate_; }
  double interest() const { return balance() * rate(); }
  double balance_twice() const { return 2 * balance(); }

 private:
  double rate_;
};

/// Holds what is shared for longer than JavaScript may.
class Bank {
 public:
  void join(std::shared_ptr<Account> account) { account_ = std::move(account); }
  void take(std::unique_ptr<Account> account) { account_ = std::move(account); }
  std::shared_ptr<Account> account() const { return account_; }
  bool has_account() const { return account_ != nullptr; }

 private:
  std::shared_ptr<Account> account_;
};

double balance_of(const Account& account) { return account.balance(); }
double balance_or(const Account* account, double otherwise) { return account ? account->balance() : otherwise; }
double balance_of_copy(Account account) { return account.balance(); }
void rename(Account& account, std::string_view name) { account.owner().name = name; }
std::optional<std::unique_ptr<Account>> open_if(bool is_open) {
  if (!is_open) return std::nullopt;
  return std::make_unique<Account>(5);
}
std::string summary(const Account& account) { return account.owner_if("nobody") ? "nobody's" : "somebody's"; }
int alive_count() { return alive; }
int add(int left, int right) { return left + right; }
double add(double left, double right) { return left + right; }
Account& bank_itself() {
  static auto* account = new Account("the bank", 1e6);
  return *account;
}

SINTER_ENUM(AccountFault, no_number, overdrawn)
SINTER_STRUCT(Money, amount, currency)
SINTER_CLASS(Owner, "Who an account belongs to.")
SINTER_CLASS(Account, "Money of one owner.\n\nNot thread safe.")
SINTER_CLASS(Savings, "An account that earns interest.", sinter::extends<Account>, sinter::collected)
SINTER_CLASS(Bank, "Keeps one account.")

SINTER_PROPERTY(Owner, length, "How long the name is.")
SINTER_FIELD(Owner, name, "What to call them.")

SINTER_CONSTRUCTOR(Account, (std::string, double), "Opens an account.", "owner", "balance")
SINTER_CONSTRUCTOR_AS(Account, anonymous, (double), "Opens an account without an owner.", "balance")
SINTER_STATIC(Account, parse, "Reads one digit.", "text")
SINTER_STATIC(Account, empty, "An account without money.")
SINTER_STATIC(Account, joint, "An account that can be shared.", "owner")
SINTER_PROPERTY(Account, balance, "What is in it.")
SINTER_PROPERTY(Account, limit, "How far it may be overdrawn.", set_limit)
SINTER_FIELD(Account, note, "What people noted.")
SINTER_METHOD_AS(Account, deposit, sinter::overload<void(double)>(&Account::deposit), "Puts money in.", "amount")
SINTER_METHOD_AS(Account, deposit_money, sinter::overload<void(const Money&)>(&Account::deposit),
                 "Puts money in.\n@deprecated Use `deposit`.", "money")
SINTER_METHOD(Account, withdraw, "Takes money out.", "amount")
SINTER_METHOD_AS(Account, plus, &Account::operator+, "An account with the sum.", "other")
SINTER_METHOD(Account, owner, "Who it belongs to.")
SINTER_METHOD(Account, owner_if, "Who it belongs to, if they are called so.", "name")
SINTER_METHOD(Account, richer, "The account with more money.", "other")
SINTER_METHOD(Account, describe, "The owner's name.", "prefix")
SINTER_METHOD_AS(Account, summary, summary, "Whose it is.")

SINTER_CONSTRUCTOR(Savings, (std::string, double), "", "owner", "rate")
SINTER_METHOD(Savings, interest, "")
SINTER_PROPERTY(Savings, rate, "")
SINTER_METHOD(Savings, balance_twice, "")

SINTER_CONSTRUCTOR(Bank, (), "")
SINTER_METHOD(Bank, join, "", "account")
SINTER_METHOD(Bank, take, "", "account")
SINTER_METHOD(Bank, account, "")
SINTER_PROPERTY(Bank, has_account, "")

SINTER_EXPORT(balance_of, "", "account")
SINTER_EXPORT(balance_or, "", "account", "otherwise")
SINTER_EXPORT(balance_of_copy, "", "account")
SINTER_EXPORT(rename, "", "account", "name")
SINTER_EXPORT(open_if, "", "is_open")
SINTER_EXPORT(alive_count, "")
SINTER_EXPORT(bank_itself, "")
SINTER_EXPORT_AS(add_integers, sinter::overload<int(int, int)>(&add), "", "left", "right")
SINTER_EXPORT_AS(add_doubles, sinter::overload<double(double, double)>(&add), "", "left", "right")

}  // namespace bank
